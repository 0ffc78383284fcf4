package dev.descry.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFileTest {
    private final Path folder;

    SafetensorsFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void weightsAreFoundByNameWithTypeShapeAndBytes() throws IOException {
        Path file = SafetensorsBytes.write(
                folder.resolve("a.safetensors"),
                "{\"b\":{\"dtype\":\"U8\",\"shape\":[2,1],\"data_offsets\":[3,5]},"
                        + "\"a\":{\"dtype\":\"I8\",\"shape\":[3],\"data_offsets\":[0,3]}}   ",
                new byte[] {1, 2, 3, 4, 5});
        try (SafetensorsFile weights = SafetensorsFile.open(file)) {
            assertThat(weights.names()).containsExactlyInAnyOrder("a", "b");
            Weight b = weights.get("b");
            assertThat(b.type()).isEqualTo(TensorType.U8);
            assertThat(b.shape()).containsExactly(2, 1);
            assertThat(b.data().toArray(ValueLayout.JAVA_BYTE)).containsExactly(4, 5);
        }
    }

    @Test
    void fileWithoutWeightsIsEmptyNotWrong() throws IOException {
        try (SafetensorsFile weights =
                SafetensorsFile.open(SafetensorsBytes.write(folder.resolve("none.safetensors"), "{}", new byte[0]))) {
            assertThat(weights.names()).isEmpty();
        }
    }

    @Test
    void closingEndsTheWeightsAndMayBeRepeated() throws IOException {
        SafetensorsFile weights = SafetensorsFile.open(SafetensorsBytes.ones(folder.resolve("a.safetensors"), "a"));
        Weight a = weights.get("a");
        weights.close();
        weights.close();
        assertThatThrownBy(() -> a.data().get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void unknownNameIsNamed() throws IOException {
        try (SafetensorsFile weights =
                SafetensorsFile.open(SafetensorsBytes.ones(folder.resolve("a.safetensors"), "a"))) {
            assertThatThrownBy(() -> weights.get("z"))
                    .isInstanceOf(ModelException.class)
                    .hasMessageContaining("expected the weight z, found none");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MAX_VALUE, 0, 1, 100_000_001, 1000})
    void headerLengthsOutsideTheFileOrTheLimitAreRefused(long length) throws IOException {
        Path file = SafetensorsBytes.write(
                folder.resolve("x.safetensors"), length, "{}".getBytes(StandardCharsets.UTF_8), new byte[10]);
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected a safetensors header of 2 to 100000000 bytes, found a length of "
                        + Long.toUnsignedString(length));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7})
    void filesShorterThanTheirLengthFieldAreRefused(int size) throws IOException {
        Path file = Files.write(folder.resolve("x.safetensors"), new byte[size]);
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("in a file of %d bytes".formatted(size));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[] | expected a JSON object as header",
                "{\"a\": | expected a JSON header",
                "{\"a\":7} | a: expected a JSON object, found NUMBER",
                "{\"a\":{\"dtype\":\"F8\",\"shape\":[4],\"data_offsets\":[0,4]}} | dtype: expected one of [F64",
                "{\"a\":{\"shape\":[1],\"data_offsets\":[0,4]}} | expected the key dtype, found none",
                "{\"a\":{\"dtype\":\"F32\",\"data_offsets\":[0,4]}} | shape: expected a list",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}} | data_offsets: expected a list",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | shape: expected whole numbers from 0",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}} | data_offsets: expected whole numbers",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | expected begin and end",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}} | expected begin and end",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | expected 8 bytes for F32 [2], found 4",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}} | fewer than 2^63",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1e3],\"data_offsets\":[0,4]}} | shape: expected whole numbers",
            })
    void brokenHeadersAreRefused(String header, String message) throws IOException {
        Path file = SafetensorsBytes.write(folder.resolve("x.safetensors"), header, new byte[4]);
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message)
                .hasMessageContaining("x.safetensors");
    }

    @Test
    void overlapGapAndDuplicateAreRefused() throws IOException {
        String entry = "\"%s\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[%d,%d]}";
        assertRefused(
                "{" + entry.formatted("a", 0, 2) + "," + entry.formatted("b", 1, 3) + "}",
                3,
                "the next at byte 2, found one at byte 1");
        assertRefused(
                "{" + entry.formatted("a", 0, 2) + "," + entry.formatted("b", 3, 5) + "}",
                5,
                "the next at byte 2, found one at byte 3");
        assertRefused(
                "{" + entry.formatted("a", 0, 2) + "," + entry.formatted("a", 2, 4) + "}", 4, "Duplicate field 'a'");
    }

    @Test
    void cutOrGrownFileIsRefused() throws IOException {
        String header = "{\"a\":{\"dtype\":\"U8\",\"shape\":[4],\"data_offsets\":[0,4]}}";
        assertRefused(header, 3, "expected 4 bytes of weights, found 3");
        assertRefused(header, 5, "expected 4 bytes of weights, found 5");
    }

    @Test
    void missingFileIsNamed() {
        assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("no.safetensors")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("no.safetensors: expected a safetensors file, found none");
    }

    private void assertRefused(String header, int dataBytes, String message) throws IOException {
        Path file = SafetensorsBytes.write(folder.resolve("x.safetensors"), header, new byte[dataBytes]);
        assertThatThrownBy(() -> SafetensorsFile.open(file))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }
}
