package dev.descry.model.graph;

import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;
import org.jspecify.annotations.Nullable;

/**
 * A linear layer as a checkpoint stores it: y = x Wᵀ + b.
 *
 * @param matrix W [out, in]
 * @param bias b [out]
 */
record LinearLayer(String name, Weight matrix, @Nullable Weight bias) {
    LinearLayer {
        if (matrix.shape().length != 2) {
            throw new IllegalArgumentException(
                    "%s: expected a matrix [out, in], found %d dimensions".formatted(name, matrix.shape().length));
        }
    }

    /** The layer stored as {@code name.weight} and, where there is one, {@code name.bias}. */
    static LinearLayer of(Weights weights, String name) {
        String bias = name + ".bias";
        return new LinearLayer(
                name, weights.get(name + ".weight"), weights.names().contains(bias) ? weights.get(bias) : null);
    }

    int out() {
        return Math.toIntExact(matrix.shape()[0]);
    }

    int in() {
        return Math.toIntExact(matrix.shape()[1]);
    }

    /** The layer that puts out a part of this one's features. */
    LinearLayer rows(String part, int first, int count) {
        return new LinearLayer(
                name + "." + part,
                StoredRows.of(matrix, first, count),
                bias == null ? null : StoredRows.of(bias, first, count));
    }
}
