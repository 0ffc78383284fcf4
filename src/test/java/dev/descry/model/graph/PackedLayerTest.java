package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import dev.descry.model.config.QuantizationConfig;
import dev.descry.model.config.QuantizationConfig.Method;
import dev.descry.model.weights.TensorType;
import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Packs known codes the way AutoAWQ and AutoGPTQ do, and reads them back. */
class PackedLayerTest {
    private static final int GROUP = 16;
    private static final int GROUPS = 3;
    private static final int IN = GROUP * GROUPS;
    private static final int OUT = 72;
    private static final int[] AWQ_ORDER = {0, 2, 4, 6, 1, 3, 5, 7};

    private final Random random = new Random(3);
    private final int[][] codes = new int[IN][OUT];
    private final int[][] zeros = new int[GROUPS][OUT];
    private final float[] scales = Samples.bell(random, GROUPS * OUT);
    private final Map<String, Weight> stored = new HashMap<>();

    @BeforeEach
    void drawCodes() {
        stored.put("l.scales", Samples.weight("l.scales", scales, GROUPS, OUT));
    }

    @ParameterizedTest
    @CsvSource({"AWQ, 4", "GPTQ, 4", "GPTQ, 8"})
    void codesZerosAndScalesAreThoseThatWerePacked(Method method, int bits) {
        pack(method, bits, random.nextInt(1 << bits));

        PackedLayer layer = PackedLayer.of(weights(), "l", config(method, bits));

        assertThat(layer.in()).isEqualTo(IN);
        assertThat(layer.isSymmetric()).isFalse();
        byte[] part = layer.codes(8, 16);
        byte[] zeroPoints = layer.turnedZeros();
        int zeroBytes = zeroPoints.length / OUT;
        for (int n = 0; n < 16; n++) {
            for (int k = 0; k < IN; k++) {
                assertThat(code(part, n * IN * bits / 8, k, bits)).isEqualTo(codes[k][8 + n]);
            }
        }
        for (int n = 0; n < OUT; n++) {
            for (int g = 0; g < GROUPS; g++) {
                assertThat(code(zeroPoints, n * zeroBytes, g, bits)).isEqualTo(zeros[g][n]);
                assertThat(layer.turnedScales()[n * GROUPS + g]).isEqualTo(scales[g * OUT + n]);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"AWQ, 4", "GPTQ, 4", "GPTQ, 8"})
    void zeroPointsInTheMiddleAreSymmetric(Method method, int bits) {
        pack(method, bits, -1);

        assertThat(PackedLayer.of(weights(), "l", config(method, bits)).isSymmetric())
                .isTrue();
    }

    @Test
    void permutedInputsAreRefused() {
        pack(Method.GPTQ, 4, -1);
        int[] groups = new int[IN];
        for (int k = 0; k < IN; k++) {
            groups[k] = k / GROUP;
        }
        stored.put("l.g_idx", words("l.g_idx", groups, IN));
        assertThat(PackedLayer.of(weights(), "l", config(Method.GPTQ, 4)).out()).isEqualTo(OUT);

        groups[5] = 2;
        stored.put("l.g_idx", words("l.g_idx", groups, IN));
        assertThatThrownBy(() -> PackedLayer.of(weights(), "l", config(Method.GPTQ, 4)))
                .isInstanceOf(ModelException.class)
                .hasMessage("l.g_idx: expected input 5 in group 0, found 2; take a checkpoint made without desc_act");
    }

    @Test
    void codesOfAnotherLayoutAreRefused() {
        pack(Method.AWQ, 4, -1);

        assertThatThrownBy(() -> PackedLayer.of(weights(), "l", config(Method.GPTQ, 4)))
                .isInstanceOf(ModelException.class)
                .hasMessage("l.qweight: expected I32 [6, 72], found I32 [48, 9]");
    }

    private void pack(Method method, int bits, int zero) {
        int lanes = 32 / bits;
        for (int n = 0; n < OUT; n++) {
            for (int k = 0; k < IN; k++) {
                codes[k][n] = random.nextInt(1 << bits);
            }
            for (int g = 0; g < GROUPS; g++) {
                zeros[g][n] = zero < 0 ? 1 << (bits - 1) : (zero + n) % (1 << bits);
            }
        }
        int stored1 = method == Method.GPTQ ? 1 : 0;
        int[] qzeros = new int[GROUPS * OUT / lanes];
        for (int g = 0; g < GROUPS; g++) {
            for (int n = 0; n < OUT; n++) {
                int value = zeros[g][n] - stored1 & (1 << bits) - 1;
                qzeros[g * (OUT / lanes) + n / lanes] |= value << (bits * lane(method, n % lanes));
            }
        }
        stored.put("l.qzeros", words("l.qzeros", qzeros, GROUPS, OUT / lanes));
        stored.put("l.qweight", method == Method.AWQ ? alongOutputs(lanes) : alongInputs(lanes, bits));
    }

    private Weight alongOutputs(int lanes) {
        int[] words = new int[IN * OUT / lanes];
        for (int k = 0; k < IN; k++) {
            for (int n = 0; n < OUT; n++) {
                words[(k * OUT + n) / lanes] |= codes[k][n] << (4 * lane(Method.AWQ, n % lanes));
            }
        }
        return words("l.qweight", words, IN, OUT / lanes);
    }

    private Weight alongInputs(int lanes, int bits) {
        int[] words = new int[IN * OUT / lanes];
        for (int k = 0; k < IN; k++) {
            for (int n = 0; n < OUT; n++) {
                words[k / lanes * OUT + n] |= codes[k][n] << (bits * (k % lanes));
            }
        }
        return words("l.qweight", words, IN / lanes, OUT);
    }

    // AutoAWQ puts the code of output AWQ_ORDER[i] into place i.
    private static int lane(Method method, int n) {
        if (method == Method.GPTQ) {
            return n;
        }
        int place = 0;
        while (AWQ_ORDER[place] != n) {
            place++;
        }
        return place;
    }

    private static int code(byte[] packed, int start, int i, int bits) {
        int bit = i * bits;
        return packed[start + bit / 8] >> bit % 8 & (1 << bits) - 1;
    }

    private static QuantizationConfig config(Method method, int bits) {
        return new QuantizationConfig(method, bits, GROUP, method == Method.GPTQ, false, method == Method.AWQ);
    }

    private static Weight words(String name, int[] words, long... shape) {
        MemorySegment data = MemorySegment.ofArray(new byte[words.length * Integer.BYTES]);
        MemorySegment.copy(MemorySegment.ofArray(words), 0, data, 0, data.byteSize());
        return new Weight(name, TensorType.I32, shape, data);
    }

    private Weights weights() {
        return new Weights() {
            @Override
            public Set<String> names() {
                return stored.keySet();
            }

            @Override
            public Weight get(String name) {
                return Objects.requireNonNull(stored.get(name), name);
            }

            @Override
            public void close() {}
        };
    }
}
