package dev.descry.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Captions and references in the files people keep them in: JSON lines, one JSON document, CSV with a head line. */
public final class CaptionFile {
    private static final ObjectReader JSON = new ObjectMapper().readerFor(JsonNode.class);
    private static final ObjectReader CSV = new CsvMapper()
            .readerFor(JsonNode.class)
            .with(CsvSchema.emptySchema().withHeader());

    private CaptionFile() {}

    /**
     * What a run said: {@code captions.jsonl}, JSON lines or CSV with {@code image} and {@code caption}, or the results
     * file of COCO. Of several records of one image the last counts.
     *
     * @throws IllegalArgumentException naming the place that is not as expected
     * @throws UncheckedIOException when the file cannot be read
     */
    public static List<CaptionRecord> captions(Path file) {
        Map<String, CaptionRecord> byImage = new LinkedHashMap<>();
        for (JsonNode row : rows(file)) {
            CaptionRecord record = CaptionRecord.of(row);
            byImage.remove(record.image());
            byImage.put(record.image(), record);
        }
        return List.copyOf(byImage.values());
    }

    /**
     * What people wrote: COCO's annotations ({@code images} and {@code annotations}), or JSON lines or CSV with
     * {@code image} and {@code caption}, one row for each reference, or {@code references} with all of them.
     *
     * @throws IllegalArgumentException naming the place that is not as expected
     * @throws UncheckedIOException when the file cannot be read
     */
    public static References references(Path file) {
        List<JsonNode> rows = rows(file);
        References references = new References();
        if (rows.size() == 1 && rows.getFirst().has("annotations")) {
            references.addCoco(rows.getFirst());
        } else {
            rows.forEach(references::add);
        }
        return references;
    }

    private static List<JsonNode> rows(Path file) {
        ObjectReader reader = file.toString().toLowerCase(Locale.ROOT).endsWith(".csv") ? CSV : JSON;
        List<JsonNode> rows = new ArrayList<>();
        try (MappingIterator<JsonNode> values = reader.readValues(Files.newBufferedReader(file))) {
            while (values.hasNextValue()) {
                JsonNode value = values.nextValue();
                if (value.isArray()) {
                    value.forEach(rows::add);
                } else {
                    rows.add(value);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s: expected JSON, JSON lines or CSV, found %s"
                            .formatted(
                                    file,
                                    String.valueOf(e.getMessage())
                                            .lines()
                                            .findFirst()
                                            .orElse("")),
                    e);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException(file + ": expected at least one row, found none");
        }
        return rows;
    }
}
