package dev.descry.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CaptionsJsonlTest {
    private static final String A =
            "{\"image\":\"a\",\"steps\":[{\"outcome\":\"captioned\",\"millis\":5}],\"caption\":\"\u72d7\"}";
    private static final String B = "{\"image\":\"b\",\"steps\":[],\"caption\":\"b\"}";
    private static final String B_FAILED = "{\"image\":\"b\",\"steps\":[{\"outcome\":\"failed\",\"millis\":5}]}";

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("out/captions.jsonl");
    }

    @Test
    void everyRecordIsALine() throws Exception {
        add(A, B);

        assertThat(file).hasContent(A + "\n" + B + "\n");
    }

    @Test
    void theSameRecordAgainAddsNothing() throws Exception {
        add(A, B_FAILED);
        add(A, B_FAILED.replace('5', '9'));

        assertThat(file).hasContent(A + "\n" + B_FAILED + "\n");
    }

    @Test
    void aNewerRecordTakesThePlaceOfTheOlder() throws Exception {
        add(B_FAILED, A);
        try (CaptionsJsonl records = CaptionsJsonl.open(file)) {
            assertThat(records.failed("b")).contains(true);
            records.append(json(B));
            assertThat(file).hasContent(B_FAILED + "\n" + A + "\n" + B + "\n");
            assertThat(records.failed("b")).contains(false);
        }

        assertThat(file).hasContent(A + "\n" + B + "\n");
        assertThat(folder.resolve("out")).isDirectoryNotContaining("glob:**.descry");
    }

    @Test
    void outcomesAreToldAsLastRecorded() throws Exception {
        add(A, B_FAILED, "{\"image\":\"c\",\"steps\":[],\"error\":{}}");
        Recorded recorded = Recorded.read(file);

        assertThat(recorded.failed("a")).contains(false);
        assertThat(recorded.failed("b")).contains(true);
        assertThat(recorded.failed("c")).contains(true);
        assertThat(recorded.failed("d")).isEmpty();
        assertThat(Recorded.read(folder.resolve("none")).failed("a")).isEmpty();
    }

    @Test
    void aLineCutAnywhereIsMendedOrCutOffAndWrittenAgain() throws Exception {
        byte[] whole = (A + "\n" + A.replace("\"a\"", "\"z\"")).getBytes(UTF_8);
        Files.createDirectories(file.getParent());
        for (int length = 0; length <= whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            add(A, A.replace("\"a\"", "\"z\""));

            assertThat(file)
                    .as("cut at %d", length)
                    .hasBinaryContent((new String(whole, UTF_8) + "\n").getBytes(UTF_8));
        }
    }

    @Test
    void linesOfOthersStay() throws Exception {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "# a remark\n" + B_FAILED + "\n{\"other\": 1}\n\n");

        add(B);

        assertThat(file).hasContent("# a remark\n{\"other\": 1}\n\n" + B + "\n");
    }

    @Test
    void twoWritersAtOnceAreRefused() {
        try (CaptionsJsonl records = CaptionsJsonl.open(file)) {
            assertThatThrownBy(() -> CaptionsJsonl.open(file))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("another writer");
            records.append(json(A));
        }
        CaptionsJsonl.open(file).close();
        assertThat(file).hasContent(A + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"file/captions.jsonl", "folder"})
    void aFileThatCannotBeOpenedIsNamed(String name) throws Exception {
        Files.writeString(folder.resolve("file"), "x");
        Files.createDirectory(folder.resolve("folder"));

        assertThatThrownBy(() -> CaptionsJsonl.open(folder.resolve(name)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("choose another output folder");
    }

    private void add(String... lines) {
        try (CaptionsJsonl records = CaptionsJsonl.open(file)) {
            for (String line : lines) {
                records.append(json(line));
            }
        }
    }

    private static ObjectNode json(String line) {
        try {
            return (ObjectNode) new ObjectMapper().readTree(line);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
