package dev.descry.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class Qwen2VlPreprocessingTest {
    private static final Qwen2VlPreprocessing WIDE = Qwen2VlPreprocessing.DEFAULT.within(3_136, 12_845_056);

    static Iterable<JsonNode> pictures() {
        return Drawn.reference("pixels.json").get("pixelValues");
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void answersTheBitsOfTransformers(JsonNode row) {
        try (Arena arena = Arena.ofConfined()) {
            PatchTensor patches = WIDE.within(3_136, row.get("maxPixels").asLong())
                    .apply(Drawn.picture(Drawn.size(row.get("from"))), arena);

            assertThat(List.of(patches.gridT(), patches.gridH(), patches.gridW()))
                    .isEqualTo(List.of(
                            1,
                            row.at("/gridThw/1").asInt(),
                            row.at("/gridThw/2").asInt()));
            assertThat(Drawn.sha256(patches.data().toArray(ValueLayout.JAVA_BYTE)))
                    .isEqualTo(row.get("pixelValuesPillow").asText());
        }
    }

    @Test
    void whiteIsWhiteInEveryPatch() {
        JsonNode white = Drawn.reference("pixels.json").get("white");
        try (Arena arena = Arena.ofConfined()) {
            PatchTensor patches = WIDE.apply(Drawn.white(Drawn.size(white.get("from"))), arena);

            assertThat(patches.patches()).isEqualTo(256);
            assertThat(patches.width()).isEqualTo(1_176);
            assertThat(Drawn.sha256(patches.data().toArray(ValueLayout.JAVA_BYTE)))
                    .isEqualTo(white.get("sha256").asText());
        }
    }

    @Test
    void writesIntoTheCallersBufferAgainAndAgain() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment buffer = arena.allocate(1_003_520L * 6 * Float.BYTES, Float.BYTES);

            for (Size size : List.of(new Size(320, 240), new Size(56, 56))) {
                PatchTensor patches = Qwen2VlPreprocessing.DEFAULT.apply(
                        Drawn.picture(size), SegmentAllocator.prefixAllocator(buffer));

                assertThat(patches.data().address()).isEqualTo(buffer.address());
                assertThat(patches.patches() / 4).isEqualTo(Qwen2VlPreprocessing.DEFAULT.tokens(size));
            }
        }
    }

    @Test
    void cutsOtherPatchesThanFourteen() {
        Qwen2VlPreprocessing small = new Qwen2VlPreprocessing(16, 1_000_000, 2, 1, 2, Normalisation.CLIP);
        try (Arena arena = Arena.ofConfined()) {
            PatchTensor patches = small.apply(Drawn.picture(new Size(8, 4)), arena);

            assertThat(patches.gridH()).isEqualTo(2);
            assertThat(patches.gridW()).isEqualTo(4);
            assertThat(patches.width()).isEqualTo(3 * 2 * 2);
            float[] table = Normalisation.CLIP.table();
            // Third patch, first number: x = 0, y = 2 of the left block, red.
            assertThat(patches.data().getAtIndex(ValueLayout.JAVA_FLOAT, 2 * 12))
                    .isEqualTo(table[13 * 2]);
        }
    }

    @Test
    void refusesSettingsNoModelCanHave() {
        assertThatThrownBy(() -> new Qwen2VlPreprocessing(1, 10, 0, 2, 2, Normalisation.CLIP))
                .hasMessageContaining("patch 0");
        assertThatThrownBy(() -> new Normalisation(1, List.of(0.0), List.of(1.0)))
                .hasMessageContaining("expected 3 means");
        assertThatThrownBy(() -> new Normalisation(1, List.of(0.0, 0.0, 0.0), List.of(1.0, 0.0, 1.0)))
                .hasMessageContaining("other than 0");
    }
}
