package dev.descry.experts.interrogator;

import dev.descry.model.weights.Floats;
import dev.descry.model.weights.Weight;
import java.util.List;

/**
 * Terms with their features.
 *
 * @param name of the list they come from
 * @param terms in the list's order
 * @param features half precision [N, D], mapped
 * @param dimension D
 */
record LabelTable(String name, List<String> terms, Weight features, int dimension) {
    private static final int ROWS = 256;

    /** [N] cosines with a feature of length 1. */
    float[] similarities(float[] feature) {
        float[] found = new float[terms.size()];
        float[] rows = new float[Math.min(ROWS, found.length) * dimension];
        for (int first = 0; first < found.length; first += ROWS) {
            int count = Math.min(ROWS, found.length - first);
            float[] part = count * dimension == rows.length ? rows : new float[count * dimension];
            Floats.read(features, (long) first * dimension, part);
            for (int row = 0; row < count; row++) {
                found[first + row] = dot(part, row * dimension, feature);
            }
        }
        return found;
    }

    /** [D], the feature of one term, of length 1 up to the rounding of half precision. */
    float[] feature(int term) {
        float[] row = new float[dimension];
        Floats.read(features, (long) term * dimension, row);
        return row;
    }

    static float dot(float[] rows, int offset, float[] feature) {
        float sum = 0;
        for (int i = 0; i < feature.length; i++) {
            sum += rows[offset + i] * feature[i];
        }
        return sum;
    }
}
