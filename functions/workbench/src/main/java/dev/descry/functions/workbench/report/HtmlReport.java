package dev.descry.functions.workbench.report;

import dev.descry.evaluate.CaptionRecord;
import dev.descry.evaluate.Evaluation;
import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.Template;
import io.quarkus.qute.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;

/** Writes a run and its figures as one page. */
public final class HtmlReport {
    private final Template template;

    public HtmlReport() {
        Engine engine = Engine.builder()
                .addDefaults()
                .addValueResolver(new ReflectionValueResolver())
                .addResultMapper(new HtmlEscaper(List.of("text/html")))
                .build();
        template = engine.parse(page(), Variant.forContentType("text/html"));
    }

    /**
     * Writes the page.
     *
     * @param address gives where a browser finds an image, relative to the page
     * @throws UncheckedIOException when it cannot be written
     */
    public void write(Path file, Evaluation evaluation, List<CaptionRecord> records, UnaryOperator<String> address) {
        List<ReportImage> images = records.stream()
                .map(record -> ReportImage.of(record, address.apply(record.image())))
                .toList();
        String html = template.data("head", FigureTable.HEAD)
                .data("lines", FigureTable.lines(evaluation))
                .data("notes", evaluation.notes())
                .data("images", images)
                .render();
        try {
            Files.writeString(file, html);
        } catch (IOException e) {
            throw new UncheckedIOException("%s: expected to write it, found %s".formatted(file, e), e);
        }
    }

    private static String page() {
        try (InputStream page = HtmlReport.class.getResourceAsStream("/report/report.html")) {
            if (page == null) {
                throw new IllegalStateException("report: expected its page in the jar, found none");
            }
            return new String(page.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
