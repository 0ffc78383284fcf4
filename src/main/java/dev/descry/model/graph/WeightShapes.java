package dev.descry.model.graph;

import dev.descry.model.ModelException;
import dev.descry.model.weights.Weights;
import java.util.Arrays;

/** Looks at the shapes of a checkpoint's weights before gigabytes are written. */
record WeightShapes(Weights weights) {

    /**
     * Requires a weight of that shape.
     *
     * @throws ModelException when it is missing or has another shape
     */
    void require(String name, long... expected) {
        long[] found = weights.get(name).shape();
        if (!Arrays.equals(found, expected)) {
            throw new ModelException("%s: expected the shape %s that config.json asks for, found %s"
                    .formatted(name, Arrays.toString(expected), Arrays.toString(found)));
        }
    }

    /** A norm with a bias. */
    void norm(String name, long width) {
        require(name + ".weight", width);
        require(name + ".bias", width);
    }

    /** A linear layer with a bias. */
    void linear(String name, long out, long in) {
        require(name + ".weight", out, in);
        require(name + ".bias", out);
    }
}
