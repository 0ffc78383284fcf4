package dev.descry.model.graph;

import dev.descry.model.weights.Weight;
import org.jspecify.annotations.Nullable;

/** The biases of linear layers, in the type the target computes in. */
final class Biases {
    private Biases() {}

    /** The bias [out], {@link Value#ABSENT} where the layer has none. */
    static Value of(GraphBuilder graph, String layer, @Nullable Weight bias, Target target) {
        ElementType type = target.compute();
        return bias == null
                ? Value.ABSENT
                : graph.weight(layer + ".bias", type, bias.shape(), FloatContent.of(bias, type));
    }

    /** The product with the layer's bias, where it has one. */
    static Value add(GraphBuilder graph, Value product, LinearLayer layer, Target target) {
        Value bias = of(graph, layer.name(), layer.bias(), target);
        return bias.isAbsent() ? product : graph.op("Add", product, bias).value();
    }
}
