package dev.descry.model.graph;

import dev.descry.model.weights.Weight;
import java.util.List;

/**
 * Linear layers in floating point. The weights keep their order [out, in]: ONNX Runtime's product takes its second
 * factor transposed and packs it at load.
 *
 * @param stored type of the weights in the file; another than the target's is converted at load
 */
record FloatLinear(ElementType stored, Target target) implements Linear {
    @Override
    public List<Value> apply(GraphBuilder graph, Value x, List<LinearLayer> layers) {
        return layers.stream().map(layer -> one(graph, x, layer)).toList();
    }

    private Value one(GraphBuilder graph, Value x, LinearLayer layer) {
        Weight matrix = layer.matrix();
        Value weight = graph.weight(layer.name() + ".weight", stored, matrix.shape(), FloatContent.of(matrix, stored));
        if (stored != target.compute()) {
            weight = Target.cast(graph, weight, target.compute());
        }
        Value product =
                graph.contrib("FusedMatMul", x, weight).with("transB", 1).value();
        return Biases.add(graph, product, layer, target);
    }
}
