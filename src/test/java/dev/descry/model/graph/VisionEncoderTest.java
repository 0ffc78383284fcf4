package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VisionEncoderTest {
    private static final Path CHECKPOINT = Reference.checkpoint("tied-flat-fp32");
    private static final int PATCH_VALUES = 1176;

    @TempDir
    private Path folder;

    private final Random random = new Random(4);

    @Test
    void framesAreSeenAloneAndAtTheSamePlaces() {
        try (BuiltPackage model = build(Precision.FP32)) {
            float[] both = Samples.bell(random, 2 * 24 * PATCH_VALUES);
            float[] first = Arrays.copyOf(both, 24 * PATCH_VALUES);
            float[] second = Arrays.copyOfRange(both, 24 * PATCH_VALUES, 48 * PATCH_VALUES);

            float[] together = model.features(both, new long[] {2, 4, 6});

            int half = together.length / 2;
            float[] one = model.features(first, new long[] {1, 4, 6});
            float[] two = model.features(second, new long[] {1, 4, 6});
            assertThat(Figures.error(Arrays.copyOf(together, half), one)).isLessThan(1e-6);
            assertThat(Figures.error(Arrays.copyOfRange(together, half, 2 * half), two))
                    .isLessThan(1e-6);
            assertThat(Figures.error(one, two)).isGreaterThan(0.1);
        }
    }

    @Test
    void patchesKnowTheirRowsAndColumns() {
        try (BuiltPackage model = build(Precision.FP32)) {
            float[] patches = Samples.bell(random, 24 * PATCH_VALUES);

            float[] wide = model.features(patches, new long[] {1, 4, 6});
            float[] tall = model.features(patches, new long[] {1, 6, 4});

            assertThat(Figures.error(wide, tall)).isGreaterThan(0.01);
        }
    }

    @Test
    void morePatchesThanByteAttentionTakesAreEncodedToo() {
        long[] grid = {1, 78, 80};
        float[] patches = Samples.bell(random, 78 * 80 * PATCH_VALUES);
        float[] exact;
        try (BuiltPackage model = build(Precision.FP32)) {
            exact = model.features(patches, grid);
        }
        try (BuiltPackage model = build(Precision.INT8)) {
            assertThat(Figures.error(model.features(patches, grid), exact)).isBetween(1e-4, 0.05);
        }
    }

    private BuiltPackage build(Precision vision) {
        return BuiltPackage.build(CHECKPOINT, folder.resolve(vision.label()), new Precisions(vision, Precision.FP32));
    }
}
