package dev.descry.dataset;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One JSON object a line. A line that is none, or names no image, becomes an image that cannot be read. */
final class JsonRows implements Reading.Source {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path base;
    private final Path file;
    private final List<String> columns;
    private final BufferedReader lines;
    private long number;

    JsonRows(Path base, Path file, Optional<String> column) throws IOException {
        this.base = base;
        this.file = file;
        this.columns = column.map(List::of).orElse(Manifest.USUAL);
        lines = new BufferedReader(new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
    }

    @Override
    public @Nullable ImageFile next() throws IOException {
        String line = lines.readLine();
        number++;
        while (line != null && line.isBlank()) {
            line = lines.readLine();
            number++;
        }
        return line == null ? null : image(line);
    }

    private ImageFile image(String line) {
        try {
            JsonNode row = JSON.readTree(line);
            Optional<String> image = columns.stream()
                    .map(row::path)
                    .filter(JsonNode::isTextual)
                    .map(JsonNode::asText)
                    .findFirst();
            return image.map(listed -> Rows.image(base, listed, fields(row)))
                    .orElseGet(
                            () -> broken("expected the member %s, found none".formatted(String.join(" or ", columns))));
        } catch (JsonProcessingException e) {
            return broken("expected a JSON object, found " + e.getOriginalMessage());
        }
    }

    /** Scalars as text; what has parts as JSON. */
    static Map<String, String> fields(JsonNode row) {
        Map<String, String> fields = new LinkedHashMap<>();
        row.properties()
                .forEach(member -> fields.put(
                        Rows.field(member.getKey()),
                        member.getValue().isNull()
                                ? ""
                                : member.getValue().isValueNode()
                                        ? member.getValue().asText()
                                        : member.getValue().toString()));
        return fields;
    }

    private ImageFile broken(String message) {
        return Rows.broken(base, file.getFileName() + ":" + number, "row: " + message);
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
