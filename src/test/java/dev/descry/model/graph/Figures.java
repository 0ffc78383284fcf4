package dev.descry.model.graph;

/** Comparisons of vectors of numbers. */
final class Figures {
    private Figures() {}

    /** The largest difference, as a part of the largest absolute number expected. */
    static double error(float[] found, float[] expected) {
        if (found.length != expected.length) {
            throw new AssertionError("expected %d numbers, found %d".formatted(expected.length, found.length));
        }
        double largest = 0;
        double worst = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = Math.abs(found[i] - expected[i]);
            worst = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : Math.max(worst, difference);
            largest = Math.max(largest, Math.abs(expected[i]));
        }
        return worst / largest;
    }

    /** The lowest index of the largest number. */
    static int best(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            if (values[i] > values[best]) {
                best = i;
            }
        }
        return best;
    }

    /** The cosine of the angle between two vectors. */
    static double cosine(float[] a, float[] b) {
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (double) a[i] * b[i];
            squareA += (double) a[i] * a[i];
            squareB += (double) b[i] * b[i];
        }
        return product / Math.sqrt(squareA * squareB);
    }
}
