package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlockQuantizerTest {
    @ParameterizedTest
    @CsvSource({"4, 32, 0.083", "4, 128, 0.099", "8, 32, 0.006", "8, 128, 0.007"})
    void errorOfBellShapedWeightsIsSmall(int bits, int block, double bound) {
        float[] weights = Samples.bell(new Random(1), 64 * 128);
        float[] restored = restored(new BlockQuantizer(bits, block), weights);

        assertThat(relative(restored, weights)).isBetween(bound / 2, bound);
    }

    @Test
    void searchedScaleBeatsTheOneOfTheLargestWeight() {
        float[] weights = Samples.bell(new Random(2), 64 * 128);
        BlockQuantizer quantizer = new BlockQuantizer(4, 32);
        float[] simple = new float[weights.length];
        for (int start = 0; start < weights.length; start += 32) {
            float largest = 0;
            for (int i = start; i < start + 32; i++) {
                largest = Math.abs(weights[i]) > Math.abs(largest) ? weights[i] : largest;
            }
            float scale = -largest / 8;
            for (int i = start; i < start + 32; i++) {
                simple[i] = scale * Math.clamp(Math.round(weights[i] / scale), -8, 7);
            }
        }

        assertThat(relative(restored(quantizer, weights), weights)).isLessThan(0.95 * relative(simple, weights));
    }

    @Test
    void zerosStayZerosAndABlockThatIsNotFullIsFilledUpWithThem() {
        BlockQuantizer quantizer = new BlockQuantizer(4, 16);
        float[] weights = new float[20];
        weights[16] = -1;
        weights[17] = 0.5f;
        byte[] codes = new byte[16];
        float[] scales = new float[2];
        quantizer.quantize(weights, 0, 20, codes, 0, scales, 0);

        assertThat(quantizer.blocks(20)).isEqualTo(2);
        assertThat(Arrays.copyOf(codes, 8)).containsOnly(0x88);
        assertThat(scales[0]).isZero();
        assertThat(Arrays.copyOfRange(codes, 10, 16)).containsOnly(0x88);
        assertThat(scales[1] * ((codes[8] & 15) - 8)).isCloseTo(-1, within(0.02f));
        assertThat(scales[1] * ((codes[8] >> 4 & 15) - 8)).isCloseTo(0.5f, within(0.02f));
    }

    private static float[] restored(BlockQuantizer quantizer, float[] weights) {
        byte[] codes = new byte[weights.length * quantizer.bits() / 8];
        float[] scales = new float[weights.length / quantizer.block()];
        quantizer.quantize(weights, 0, weights.length, codes, 0, scales, 0);
        return Dequantised.weights(codes, scales, quantizer.bits(), quantizer.block());
    }

    private static double relative(float[] found, float[] expected) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            error += Math.pow(found[i] - expected[i], 2);
            size += Math.pow(expected[i], 2);
        }
        return Math.sqrt(error / size);
    }
}
