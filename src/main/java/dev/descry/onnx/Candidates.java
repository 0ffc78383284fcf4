package dev.descry.onnx;

import java.util.Arrays;

/** The tokens that temperature, top-k and top-p leave, likeliest first, with their weights. Used again and again. */
final class Candidates {
    /** Tokens less likely than the likeliest by e to this power weigh nothing beside the rounding of a float. */
    private static final double NEGLIGIBLE = -30;

    private long[] order = new long[0];
    private double[] weights = new double[0];
    private int count;
    private double total;

    /** Number of tokens left, 1 or more. */
    int count() {
        return count;
    }

    /** The i-th likeliest token. */
    int id(int i) {
        return ~(int) order[i];
    }

    /** Probability of the i-th token among those left. */
    double probability(int i) {
        return weights[i] / total;
    }

    /** The token at a mark from 0 to 1 when all that are left lie side by side, as wide as they are likely. */
    int at(double mark) {
        double rest = mark * total;
        int i = 0;
        while (i + 1 < count && rest >= weights[i]) {
            rest -= weights[i++];
        }
        return id(i);
    }

    /** Leaves what the rules leave of the whole vocabulary. */
    void choose(float[] logits, float highest, Sampling sampling) {
        collect(logits, highest, sampling.temperature());
        Arrays.sort(order, 0, count);
        if (sampling.topK() > 0) {
            cutAfter(sampling.topK());
        }
        weigh(highest, sampling.temperature());
        if (sampling.topP() < 1) {
            cutAtMass(sampling.topP());
        }
    }

    private void collect(float[] logits, float highest, double temperature) {
        count = 0;
        for (int id = 0; id < logits.length; id++) {
            if ((logits[id] - highest) / temperature > NEGLIGIBLE) {
                if (count == order.length) {
                    order = Arrays.copyOf(order, count * 2 + 64);
                }
                order[count++] = key(logits[id], id);
            }
        }
    }

    /** Tokens that equal the last one kept stay, as in transformers. */
    private void cutAfter(int k) {
        int kept = Math.min(count, k);
        while (kept < count && logit(order[kept]) == logit(order[kept - 1])) {
            kept++;
        }
        count = kept;
    }

    private void weigh(float highest, double temperature) {
        if (weights.length < count) {
            weights = new double[order.length];
        }
        total = 0;
        for (int i = 0; i < count; i++) {
            weights[i] = Math.exp((logit(order[i]) - highest) / temperature);
            total += weights[i];
        }
    }

    /** A token stays while those before it do not reach the mass. */
    private void cutAtMass(double mass) {
        double before = 0;
        int kept = 0;
        while (kept < count && (kept == 0 || before < mass * total)) {
            before += weights[kept++];
        }
        count = kept;
        total = before;
    }

    /** Sorts by falling logit, equal ones by falling id: transformers cuts a rising, stable order from its beginning. */
    private static long key(float logit, int id) {
        int bits = Float.floatToIntBits(logit + 0f);
        int rising = bits ^ (bits >> 31 & Integer.MAX_VALUE);
        return (long) ~rising << 32 | Integer.toUnsignedLong(~id);
    }

    private static float logit(long key) {
        int rising = ~(int) (key >> 32);
        return Float.intBitsToFloat(rising ^ (rising >> 31 & Integer.MAX_VALUE));
    }
}
