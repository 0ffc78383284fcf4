package dev.descry.dataset.table;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.dataset.CaptionsJsonl;
import dev.descry.dataset.ImageFiles;
import dev.descry.dataset.table.Tables.Form;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tables are read back by DuckDB, which shares no code with their writers. */
@Timeout(60)
class TablesTest {
    private static final String TEXT = "Ein \"großer\" Kreis,\nrot; 日本語 🎈";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void parquetOpensInDuckDbWithTheRightTypes() throws Exception {
        write(Form.PARQUET, false, described("a.jpg", TEXT), failed("b.jpg"));

        assertThat(types("captions.parquet"))
                .containsEntry("image", "VARCHAR")
                .containsEntry("step", "BIGINT")
                .containsEntry("millis", "BIGINT")
                .containsEntry("cost", "DOUBLE")
                .containsEntry("tweet", "VARCHAR")
                .containsEntry("finished_at", "TIMESTAMP WITH TIME ZONE");
        assertThat(rows(
                        "captions.parquet",
                        "image, caption, step, tokens, cost, tweet, error_kind, epoch_us(finished_at)"))
                .containsExactly(
                        List.of("a.jpg", TEXT, 2L, 3L, 0.25, "wind", "null", 1_700_000_000_123_456L),
                        List.of("b.jpg", "null", "null", "null", "null", "null", "unreadable_image", "null"));
    }

    @Test
    void csvOpensInDuckDbWithTheRightTypes() throws Exception {
        write(Form.CSV, false, described("a.jpg", TEXT), failed("b.jpg"));

        assertThat(types("captions.csv"))
                .containsEntry("image", "VARCHAR")
                .containsEntry("step", "BIGINT")
                .containsEntry("cost", "DOUBLE");
        assertThat(rows("captions.csv", "image, caption, step, tokens, cost, tweet, error_kind"))
                .containsExactly(
                        List.of("a.jpg", TEXT, 2L, 3L, 0.25, "wind", "null"),
                        List.of("b.jpg", "null", "null", "null", "null", "null", "unreadable_image"));
    }

    @Test
    void everyStepCanHaveARow() throws Exception {
        write(Form.PARQUET, true, described("a.jpg", TEXT), failed("b.jpg"));

        assertThat(rows("captions.parquet", "image, step, expert, caption, error_kind, error"))
                .containsExactly(
                        List.of("a.jpg", 1L, "x", "First.", "null", "null"),
                        List.of("a.jpg", 2L, "y", TEXT, "null", "null"),
                        List.of("a.jpg", 3L, "z", "null", "overloaded", "busy"),
                        List.of("b.jpg", "null", "null", "null", "unreadable_image", "no image"));
    }

    @Test
    void manyRowsMakeSeveralGroupsAndNoneIsLost() throws Exception {
        Path file = folder.resolve("many.parquet");
        List<Column> columns = List.of(new Column("n", Column.Type.INTEGER), new Column("t", Column.Type.TEXT));
        try (Table table = new ParquetTable(Files.newOutputStream(file), columns)) {
            for (long n = 0; n < 250_000; n++) {
                List<@Nullable Object> row = new ArrayList<>();
                row.add(n);
                row.add(n % 3 == 0 ? null : "row " + n);
                table.add(row);
            }
        }

        assertThat(rows("many.parquet", "count(*), count(t), sum(n), max(t)"))
                .containsExactly(List.of(250_000L, 166_666L, "31249875000", "row 99998"));
    }

    @Test
    void shardsHoldImageTextAndRecordOfEveryDescribedImage() throws Exception {
        Path image = folder.resolve("a.jpg");
        byte[] jpeg = {(byte) 0xFF, (byte) 0xD8, (byte) 0xFF, 1};
        Files.write(image, jpeg);
        Files.writeString(folder.resolve("captions-000001.tar"), "of an older run");

        write(Form.WEBDATASET, false, described(image.toString(), TEXT), failed("b.jpg"));

        try (TarFile tar = new TarFile(folder.resolve("captions-000000.tar"))) {
            assertThat(tar.getEntries())
                    .extracting(entry -> entry.getName())
                    .containsExactly("000000000.jpg", "000000000.txt", "000000000.json");
            assertThat(tar.getInputStream(tar.getEntries().get(0)).readAllBytes())
                    .isEqualTo(jpeg);
            assertThat(new String(tar.getInputStream(tar.getEntries().get(1)).readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo(TEXT);
            JsonNode record =
                    JSON.readTree(tar.getInputStream(tar.getEntries().get(2)).readAllBytes());
            assertThat(record.path("steps")).hasSize(3);
        }
        assertThat(folder.resolve("captions-000001.tar")).doesNotExist();
    }

    @Test
    void aTableThatCannotBeWrittenLeavesTheOldOneWhole() throws Exception {
        Files.writeString(folder.resolve("captions.csv"), "old");
        Path records = folder.resolve("captions.jsonl");
        Files.writeString(records, described("a.jpg", TEXT) + "\n");
        Files.createDirectory(folder.resolve(".captions.csv.descry"));

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> new Tables(records, false, text -> text).write(Form.CSV, images()))
                .isInstanceOf(java.io.UncheckedIOException.class);
        assertThat(folder.resolve("captions.csv")).hasContent("old");
    }

    private void write(Form form, boolean everyStep, String... records) throws IOException {
        Path file = folder.resolve("captions.jsonl");
        try (CaptionsJsonl jsonl = CaptionsJsonl.open(file)) {
            for (String record : records) {
                jsonl.append((com.fasterxml.jackson.databind.node.ObjectNode) JSON.readTree(record));
            }
        }
        new Tables(file, everyStep, text -> text).write(form, images());
    }

    private ImageFiles images() {
        return ImageFiles.of(List.of(folder.toString()), false);
    }

    private static String described(String image, String text) throws IOException {
        return """
                {"image": %s, "imageId": "ab", "fields": {"tweet": "wind"}, "steps": [
                 {"expert": "x", "outcome": "captioned", "text": "First.", "tokens": [1], "promptTokens": 5, "millis": 7},
                 {"expert": "y", "outcome": "captioned", "text": %s, "tokens": [1, 2, 3], "promptTokens": 9, "millis": 8,
                  "usage": {"cost": 0.25, "currency": "USD"},
                  "provenance": {"model": "y", "at": "2023-11-14T22:13:20.123456Z"}},
                 {"expert": "z", "outcome": "failed", "kind": "overloaded", "message": "busy", "millis": 1}],
                 "caption": %s}""".formatted(
                        JSON.writeValueAsString(image), JSON.writeValueAsString(text), JSON.writeValueAsString(text))
                .replace("\n", "");
    }

    private static String failed(String image) {
        return "{\"image\": \"%s\", \"imageId\": null, \"steps\": [], \"caption\": null, \"error\": {\"kind\": \"unreadable_image\", \"message\": \"no image\"}}"
                .formatted(image);
    }

    private Map<String, String> types(String file) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        for (List<Object> row : query("DESCRIBE SELECT * FROM '" + folder.resolve(file) + "'")) {
            types.put(row.get(0).toString(), row.get(1).toString());
        }
        return types;
    }

    private List<List<Object>> rows(String file, String columns) throws SQLException {
        return query("SELECT " + columns + " FROM '" + folder.resolve(file) + "'");
    }

    private static List<List<Object>> query(String sql) throws SQLException {
        List<List<Object>> rows = new ArrayList<>();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                List<Object> row = new ArrayList<>();
                for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
                    Object cell = found.getObject(i);
                    row.add(cell == null ? "null" : cell instanceof java.math.BigInteger ? cell.toString() : cell);
                }
                rows.add(row);
            }
        }
        return rows;
    }
}
