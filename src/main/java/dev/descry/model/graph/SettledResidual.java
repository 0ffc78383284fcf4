package dev.descry.model.graph;

import dev.descry.model.weights.Weights;

/**
 * The sum x that runs through the layers of a BERT: each part reads x, adds to it, and the sum is normed before the next
 * reads it.
 */
final class SettledResidual {
    private final GraphBuilder graph;
    private final Weights weights;
    private final Norm norm;
    private final Target target;
    private Value sum;

    /** @param sum in 32 bits, normed already */
    SettledResidual(GraphBuilder graph, Weights weights, Norm norm, Target target, Value sum) {
        this.graph = graph;
        this.weights = weights;
        this.norm = norm;
        this.target = target;
        this.sum = sum;
    }

    /** x in the target's type. */
    Value value() {
        return target.narrow(graph, sum);
    }

    /** x in 32 bits. */
    Value wide() {
        return sum;
    }

    /** x = norm(x + y) with the norm's weights of that name. */
    void add(Value y, String name) {
        sum = norm.ofSum(graph, sum, target.widen(graph, y), weights, name).getFirst();
    }

    /** Keeps the last position of x [B, S, width] only: [B, 1, width]. */
    void keepLast() {
        sum = Residual.last(graph, sum);
    }
}
