package dev.descry.model.graph;

import dev.descry.model.weights.Weights;
import java.util.List;

/**
 * A normalisation over the last axis, in 32 bits.
 *
 * @param centred LayerNorm (mean taken off, with a bias) or RMSNorm
 * @param epsilon added to the variance under the root
 */
record Norm(boolean centred, float epsilon) {
    static Norm layer(float epsilon) {
        return new Norm(true, epsilon);
    }

    static Norm rootMeanSquare(float epsilon) {
        return new Norm(false, epsilon);
    }

    /** norm(x). */
    Value of(GraphBuilder graph, Value x, Weights weights, String name) {
        Value scale = Rows.weight(graph, weights, name + ".weight");
        Operation norm = centred
                ? graph.op("LayerNormalization", x, scale, Rows.weight(graph, weights, name + ".bias"))
                : graph.op("SimplifiedLayerNormalization", x, scale);
        return norm.with("axis", -1).with("epsilon", epsilon).value();
    }

    /** norm(x + y), and x + y. */
    List<Value> ofSum(GraphBuilder graph, Value x, Value y, Weights weights, String name) {
        Value scale = Rows.weight(graph, weights, name + ".weight");
        Operation norm = centred
                ? graph.contrib("SkipLayerNormalization", y, x, scale, Rows.weight(graph, weights, name + ".bias"))
                : graph.contrib("SkipSimplifiedLayerNormalization", y, x, scale);
        // Between the two stand the mean and the inverse deviation, which only training uses.
        return norm.with("epsilon", epsilon).values(0, 3);
    }
}
