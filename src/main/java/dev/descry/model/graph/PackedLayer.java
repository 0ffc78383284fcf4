package dev.descry.model.graph;

import dev.descry.model.ModelException;
import dev.descry.model.config.QuantizationConfig;
import dev.descry.model.weights.Floats;
import dev.descry.model.weights.TensorType;
import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer as AWQ and GPTQ checkpoints store it: y = x Wᵀ + b with W = scale · (code - zero).
 *
 * @param codes words of codes
 * @param zeros words of zero points [groups, out · bits / 32]
 * @param scales [groups, out]
 */
record PackedLayer(
        String name,
        PackedFormat format,
        Weight codes,
        Weight zeros,
        Weight scales,
        @Nullable Weight bias) {
    PackedLayer {
        int groups = Math.toIntExact(scales.shape()[0]);
        int out = Math.toIntExact(scales.shape()[1]);
        requireWords(codes, format.codeShape(groups * format.group(), out));
        requireWords(zeros, new long[] {groups, out / format.lanes()});
    }

    /** Whether a layer of that name is stored packed. */
    static boolean isIn(Weights weights, String name) {
        return weights.names().contains(name + ".qweight");
    }

    /**
     * The layer of that name.
     *
     * @throws ModelException when its groups are not runs of neighbouring inputs, or its parts do not fit each other
     */
    static PackedLayer of(Weights weights, String name, QuantizationConfig config) {
        if (weights.names().contains(name + ".g_idx")) {
            requireRuns(weights.get(name + ".g_idx"), config.groupSize());
        }
        String bias = name + ".bias";
        return new PackedLayer(
                name,
                PackedFormat.of(config),
                weights.get(name + ".qweight"),
                weights.get(name + ".qzeros"),
                weights.get(name + ".scales"),
                weights.names().contains(bias) ? weights.get(bias) : null);
    }

    int groups() {
        return Math.toIntExact(scales.shape()[0]);
    }

    int in() {
        return groups() * format.group();
    }

    int out() {
        return Math.toIntExact(scales.shape()[1]);
    }

    /** The codes [count, in · bits / 8] of some outputs. */
    byte[] codes(int first, int count) {
        return format.codes(codes.data(), in(), out(), first, count);
    }

    /** The scales [out, groups]. */
    float[] turnedScales() {
        float[] turned = new float[out() * groups()];
        for (int group = 0; group < groups(); group++) {
            float[] row = Floats.rows(scales, group, 1);
            for (int n = 0; n < row.length; n++) {
                turned[n * groups() + group] = row[n];
            }
        }
        return turned;
    }

    /** Whether every zero point is the middle of the range. */
    boolean isSymmetric() {
        for (int n = 0; n < out(); n++) {
            for (int group = 0; group < groups(); group++) {
                if (zero(n, group) != 1 << (format.bits() - 1)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The zero points of each output [out, ceil(groups · bits / 8)], packed like codes. */
    byte[] turnedZeros() {
        int rowBytes = Math.ceilDiv(groups() * format.bits(), 8);
        byte[] turned = new byte[out() * rowBytes];
        for (int n = 0; n < out(); n++) {
            for (int group = 0; group < groups(); group++) {
                int bit = group * format.bits();
                turned[n * rowBytes + bit / 8] |= (byte) (zero(n, group) << bit % 8);
            }
        }
        return turned;
    }

    private int zero(int n, int group) {
        return format.zero(zeros.data(), out(), group, n);
    }

    private static void requireRuns(Weight groups, int size) {
        for (int k = 0; k < groups.elements(); k++) {
            int group = PackedFormat.groupOf(groups.data(), k);
            if (group != k / size) {
                throw new ModelException(
                        "%s: expected input %d in group %d, found %d; take a checkpoint made without desc_act"
                                .formatted(groups.name(), k, k / size, group));
            }
        }
    }

    private static void requireWords(Weight words, long[] shape) {
        if (words.type() != TensorType.I32 || !Arrays.equals(words.shape(), shape)) {
            throw new ModelException("%s: expected I32 %s, found %s %s"
                    .formatted(words.name(), Arrays.toString(shape), words.type(), Arrays.toString(words.shape())));
        }
    }
}
