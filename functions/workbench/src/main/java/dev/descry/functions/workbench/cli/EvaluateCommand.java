package dev.descry.functions.workbench.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import dev.descry.evaluate.CaptionFile;
import dev.descry.evaluate.CaptionRecord;
import dev.descry.evaluate.Embedder;
import dev.descry.evaluate.Evaluation;
import dev.descry.evaluate.References;
import dev.descry.functions.shell.Setup;
import dev.descry.functions.workbench.report.FigureTable;
import dev.descry.functions.workbench.report.HtmlReport;
import dev.descry.image.Image;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./descry evaluate}: how good the captions of a run are, after every step of its chain. */
@Command(
        name = "evaluate",
        description = {
            "Measures captions after every step of their chain.",
            "Without references: length and repetition, and with --clip how well they fit the images.",
            "METEOR and SPICE are not here: both are programs of their own that need old Java versions and much memory."
        },
        sortOptions = false,
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    CommandSpec spec;

    @Parameters(paramLabel = "CAPTIONS", description = "captions.jsonl of a run, or JSON lines, COCO results, CSV.")
    Path captions = Path.of("captions.jsonl");

    @Option(
            names = "--references",
            paramLabel = "FILE",
            description = "What people wrote: COCO annotations, JSON lines or CSV with image and caption.")
    Optional<Path> references = Optional.empty();

    @Option(names = "--clip", paramLabel = "MODEL", description = "Also CLIPScore, by a model such as clip:scenes.")
    Optional<String> clip = Optional.empty();

    @Option(
            names = "--images",
            paramLabel = "DIR",
            description = "Where images are that the records name by a relative path (default: here).")
    Path images = Path.of("");

    @Option(names = "--html", paramLabel = "FILE", description = "Write a page with images, steps and changes.")
    Optional<Path> html = Optional.empty();

    @Option(names = "--json", description = "Print every figure, of every caption too, as JSON.")
    boolean json;

    @Override
    public Integer call() {
        List<CaptionRecord> records = CaptionFile.captions(captions);
        Optional<References> written = references.map(CaptionFile::references);
        Evaluation evaluation = clip.isEmpty()
                ? Evaluation.of(records, written, Optional.empty(), this::image)
                : withClip(clip.get(), records, written);
        html.ifPresent(page -> new HtmlReport().write(page, evaluation, records, name -> address(page, name)));
        if (json) {
            spec.commandLine().getOut().println(text(evaluation));
        } else {
            print(evaluation);
        }
        return DescryCommand.DONE;
    }

    private Evaluation withClip(String model, List<CaptionRecord> records, Optional<References> written) {
        try (Setup setup = Setup.open();
                ClipEmbedder embedder = new ClipEmbedder(setup.clip(model))) {
            return Evaluation.of(records, written, Optional.<Embedder>of(embedder), this::image);
        }
    }

    private Optional<Image> image(String name) {
        Path file = images.resolve(name);
        try {
            return Files.isRegularFile(file) ? Optional.of(Image.of(Files.readAllBytes(file))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("%s: expected a readable image, found %s".formatted(file, e), e);
        }
    }

    private String address(Path page, String name) {
        Path from = page.toAbsolutePath().normalize().getParent();
        Path image = images.resolve(name).toAbsolutePath().normalize();
        return from == null ? image.toString() : from.relativize(image).toString();
    }

    private void print(Evaluation evaluation) {
        PrintWriter out = spec.commandLine().getOut();
        int width = evaluation.stages().stream()
                .mapToInt(stage -> stage.stage().length())
                .max()
                .orElse(0);
        out.println(line("", FigureTable.HEAD, width));
        FigureTable.lines(evaluation).forEach(each -> out.println(line(each.stage(), each.figures(), width)));
        evaluation.notes().forEach(note -> out.println("note: " + note));
    }

    private static String line(String first, List<String> rest, int width) {
        StringBuilder line = new StringBuilder(first + " ".repeat(width - first.length()));
        rest.forEach(cell -> line.append("%9s".formatted(cell)));
        return line.toString();
    }

    private static String text(Evaluation evaluation) {
        try {
            return new ObjectMapper()
                    .registerModule(new Jdk8Module())
                    .enable(SerializationFeature.INDENT_OUTPUT)
                    .writeValueAsString(evaluation);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "evaluation: expected it to be writable as JSON, found " + e.getMessage(), e);
        }
    }
}
