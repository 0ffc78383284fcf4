package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.descry.model.Precision;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What ONNX Runtime multiplies with is what was meant: each form of a layer against plain Java. */
class LinearFormsTest {
    private static final int ROWS = 3;
    private static final int OUT = 70;

    @TempDir
    private Path folder;

    private final Random random = new Random(7);
    private final float[] bias = Samples.bell(random, OUT);

    @ParameterizedTest
    @CsvSource({"4, 32, 96", "4, 128, 256", "8, 32, 96", "8, 128, 256", "4, 128, 96", "8, 128, 96"})
    void blockProductIsThatOfTheDequantisedWeights(int bits, int block, int in) {
        BlockQuantizer quantizer = new BlockQuantizer(bits, block);
        float[] matrix = Samples.bell(random, OUT * in);
        float[] x = Samples.whole(random, ROWS * in, 16);

        float[] y = OneLayer.run(folder, x, in, OUT, (graph, value) -> new BlockLinear(quantizer, Target.CPU)
                .apply(graph, value, Samples.layer(matrix, OUT, in, bias)));

        assertThat(Figures.error(y, Dequantised.product(x, restored(quantizer, matrix, in), bias, in)))
                .isLessThan(1e-5);
    }

    @Test
    void dynamicProductIsThatOfTheRoundedWeights() {
        int in = 96;
        float[] matrix = Samples.bell(random, OUT * in);
        float[] x = Samples.whole(random, ROWS * in, in);
        for (int i = 0; i < x.length; i++) {
            // Codes up to 128 only, so that processors without VNNI cannot saturate and are exact as well.
            x[i] = -Math.abs(x[i]);
        }
        float[] rounded = matrix.clone();
        byte[] codes = new byte[in];
        for (int row = 0; row < OUT; row++) {
            float scale = RowQuantizer.quantize(matrix, row * in, in, codes);
            for (int k = 0; k < in; k++) {
                rounded[row * in + k] = scale * codes[k];
            }
        }

        float[] y = dynamic(matrix, x, in);

        assertThat(Figures.error(y, Dequantised.product(x, rounded, bias, in))).isLessThan(1e-5);
        assertThat(Figures.error(rounded, matrix)).isBetween(1e-4, 5e-3);
    }

    @Test
    void oneLargePositionDoesNotSpoilTheOthers() {
        int in = 96;
        float[] matrix = Samples.bell(random, OUT * in);
        float[] x = Samples.bell(random, ROWS * in);
        for (int i = 0; i < in; i++) {
            x[i] *= 1000;
        }

        float[] y = dynamic(matrix, x, in);

        float[] expected = Dequantised.product(x, matrix, bias, in);
        assertThat(Figures.error(Arrays.copyOfRange(y, OUT, 3 * OUT), Arrays.copyOfRange(expected, OUT, 3 * OUT)))
                .isLessThan(0.02);
    }

    @Test
    void positionOfZerosGivesTheBias() {
        int in = 96;
        assertThat(dynamic(Samples.bell(random, OUT * in), new float[in], in)).containsExactly(bias, within(1e-6f));
    }

    @ParameterizedTest
    @CsvSource({"FP32, 1e-6", "FP16, 1e-3"})
    void floatProductIsPlain(Precision precision, double bound) {
        int in = 40;
        float[] matrix = Samples.bell(random, OUT * in);
        float[] x = Samples.bell(random, ROWS * in);

        float[] y = OneLayer.run(folder, x, in, OUT, (graph, value) -> LinearForms.of(precision, Target.CPU)
                .apply(graph, value, Samples.layer(matrix, OUT, in, bias)));

        assertThat(Figures.error(y, Dequantised.product(x, matrix, bias, in))).isLessThan(bound);
    }

    private float[] dynamic(float[] matrix, float[] x, int in) {
        return OneLayer.run(folder, x, in, OUT, (graph, value) -> new DynamicLinear()
                .apply(graph, value, Samples.layer(matrix, OUT, in, bias)));
    }

    private static float[] restored(BlockQuantizer quantizer, float[] matrix, int in) {
        float[] restored = new float[matrix.length];
        int blocks = quantizer.blocks(in);
        for (int row = 0; row < matrix.length / in; row++) {
            byte[] codes = new byte[blocks * quantizer.blockBytes()];
            float[] scales = new float[blocks];
            quantizer.quantize(matrix, row * in, in, codes, 0, scales, 0);
            float[] padded = Dequantised.weights(codes, scales, quantizer.bits(), quantizer.block());
            System.arraycopy(padded, 0, restored, row * in, in);
        }
        return restored;
    }
}
