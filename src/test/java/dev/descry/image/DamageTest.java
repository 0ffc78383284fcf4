package dev.descry.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.image.ImageException.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files either decode or are refused as images; nothing else may come out of the decoder. */
class DamageTest {
    private static final ImageDecoder DECODER = new ImageDecoder(new DecodeLimits(1 << 20, 1 << 20, 100));
    private static final int FLIPS = 30;

    static Stream<String> files() {
        return References.rows("good").stream()
                .map(row -> row.get("file").asText())
                .filter(name -> References.image(name).length < 6_000);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyPrefixDecodesOrIsRefused(String name) {
        byte[] whole = References.image(name);
        for (int length = 1; length < whole.length; length += 1 + length / 50) {
            outcome(Arrays.copyOf(whole, length));
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void flippedBytesDecodeOrAreRefused(String name) {
        byte[] whole = References.image(name);
        Random random = new Random(name.hashCode());
        for (int i = 0; i < FLIPS; i++) {
            byte[] flipped = whole.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                flipped[random.nextInt(whole.length)] = (byte) random.nextInt(256);
            }
            outcome(flipped);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"colour-444.jpg", "progressive.jpg", "rgba.png", "interlaced.png", "still.gif"})
    void halfAFileIsUnreadable(String name) {
        byte[] whole = References.image(name);

        assertThat(outcome(Arrays.copyOf(whole, whole.length / 2))).isEqualTo(Kind.UNREADABLE);
    }

    @Test
    void kindsTellWhatIsWrong() {
        List<String> kinds = References.rows("bad").stream()
                .map(row -> row.get("file").asText() + " " + outcome(References.image(fileOf(row))))
                .toList();

        assertThat(kinds)
                .containsExactlyInAnyOrder(
                        "truncated.jpg UNREADABLE",
                        "truncated.png UNREADABLE",
                        "header-only.jpg UNREADABLE",
                        "empty.jpg EMPTY",
                        "text.jpg UNSUPPORTED",
                        "claims-30000x30000.png TOO_LARGE");
    }

    private static String fileOf(JsonNode row) {
        return row.get("file").asText();
    }

    /** The kind of refusal, or the pixels. */
    private static Object outcome(byte[] bytes) {
        try {
            return DECODER.decode(Image.of(bytes));
        } catch (ImageException e) {
            return e.kind();
        }
    }
}
