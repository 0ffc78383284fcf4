package dev.descry.model.graph;

import dev.descry.model.Weight;

/** The biases of linear layers, in the type the target computes in. */
final class Biases {
    private Biases() {}

    /** The bias [out], {@link Value#ABSENT} where the layer has none. */
    static Value of(GraphBuilder graph, LinearLayer layer, Target target) {
        Weight bias = layer.bias();
        return bias == null
                ? Value.ABSENT
                : graph.weight(
                        layer.name() + ".bias",
                        target.compute(),
                        bias.shape(),
                        FloatContent.of(bias, target.compute()));
    }

    /** The product with the layer's bias, where it has one. */
    static Value add(GraphBuilder graph, Value product, LinearLayer layer, Target target) {
        Value bias = of(graph, layer, target);
        return bias.isAbsent() ? product : graph.op("Add", product, bias).value();
    }
}
