package dev.descry.ort;

import java.util.List;
import java.util.StringJoiner;

/**
 * What a graph says of one of its inputs or outputs.
 *
 * @param name the name to bind it by
 * @param type of its elements
 * @param shape its axes, -1 for one whose length is open
 * @param axes the graph's names of the axes, an empty text for an axis without
 */
public record TensorSignature(String name, ElementType type, List<Long> shape, List<String> axes) {
    public TensorSignature {
        shape = List.copyOf(shape);
        axes = List.copyOf(axes);
        if (shape.size() != axes.size()) {
            throw new IllegalArgumentException(
                    name + ": expected as many axis names as axes, found " + axes.size() + " for " + shape.size());
        }
    }

    /** For example {@code input_ids INT64 [batch, -1]}. */
    @Override
    public String toString() {
        StringJoiner dims = new StringJoiner(", ", "[", "]");
        for (int i = 0; i < shape.size(); i++) {
            dims.add(axes.get(i).isEmpty() ? shape.get(i).toString() : axes.get(i));
        }
        return name + " " + type + " " + dims;
    }
}
