package dev.descry.model.graph;

import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;

/** Rows that a checkpoint holds and every item of a batch begins with. */
final class Rows {
    private Rows() {}

    /** A weight in 32-bit floats, under its own name. */
    static Value weight(GraphBuilder graph, Weights weights, String name) {
        Weight weight = weights.get(name);
        return graph.weight(name, ElementType.FLOAT, weight.shape(), FloatContent.of(weight, ElementType.FLOAT));
    }

    /** The rows [1, count, width] as often as {@code like} [B, ..] has items: [B, count, width]. */
    static Value each(GraphBuilder graph, Value rows, Value like) {
        Value batch = graph.op("Shape", like).with("start", 0).with("end", 1).value();
        Value shape =
                graph.op("Concat", batch, graph.longs(1, 1)).with("axis", 0).value();
        return graph.op("Expand", rows, shape).value();
    }

    /** The row of a table [rows, width] for each index. */
    static Value gather(GraphBuilder graph, Value table, Value indices) {
        return graph.op("Gather", table, indices).value();
    }
}
