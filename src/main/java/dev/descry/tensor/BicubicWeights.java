package dev.descry.tensor;

/**
 * For each of {@code out} positions along one axis: the first of the {@code in} samples it takes, how many, and their
 * weights in fixed point. Kernel, bounds and rounding are those of Pillow's libImaging/Resample.c.
 */
final class BicubicWeights {
    /** Binary places of a weight: 32 bits less 8 for the sample and 2 for sums beyond 1. */
    static final int PRECISION = 22;
    /** One half, so that the shift rounds. */
    static final int HALF = 1 << (PRECISION - 1);

    /** Keys' cubic with a = -0.5. */
    private static final double A = -0.5;

    private static final double REACH = 2;

    /** First sample of each position. */
    final int[] first;
    /** Samples of each position. */
    final int[] count;
    /** Weights of position i from {@code i * most} on. */
    final int[] weights;
    /** Most samples any position may take. */
    final int most;

    BicubicWeights(int in, int out) {
        double scale = (double) in / out;
        double stretch = Math.max(scale, 1);
        double support = REACH * stretch;
        most = (int) Math.ceil(support) * 2 + 1;
        first = new int[out];
        count = new int[out];
        weights = new int[Math.multiplyExact(out, most)];
        double[] exact = new double[most];
        for (int i = 0; i < out; i++) {
            double centre = (i + 0.5) * scale;
            first[i] = Math.max((int) (centre - support + 0.5), 0);
            count[i] = Math.min((int) (centre + support + 0.5), in) - first[i];
            double sum = 0;
            for (int k = 0; k < count[i]; k++) {
                exact[k] = cubic((k + first[i] - centre + 0.5) * (1 / stretch));
                sum += exact[k];
            }
            for (int k = 0; k < count[i]; k++) {
                weights[i * most + k] = fixed(sum == 0 ? exact[k] : exact[k] / sum);
            }
        }
    }

    private static int fixed(double weight) {
        return (int) (weight * (1 << PRECISION) + (weight < 0 ? -0.5 : 0.5));
    }

    private static double cubic(double at) {
        double x = Math.abs(at);
        if (x < 1) {
            return ((A + 2) * x - (A + 3)) * x * x + 1;
        }
        return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }
}
