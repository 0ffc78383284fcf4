package dev.descry.bench;

import java.util.Arrays;

/** Middle values, which a few disturbed rounds do not move. */
final class Medians {
    private Medians() {}

    /** The middle one; of an even number the upper middle. */
    static double of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    static double least(double... values) {
        return Arrays.stream(values).min().orElseThrow();
    }
}
