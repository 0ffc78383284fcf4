package dev.descry.model.graph;

import dev.descry.model.weights.Weights;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The sum x that runs through the layers of a transformer in 32 bits: each part reads norm(x) and adds to x. Addition
 * and the next norm become one operator.
 */
final class Residual {
    private final GraphBuilder graph;
    private final Weights weights;
    private final Norm norm;
    private final Target target;
    private Value sum;
    private @Nullable Value addend;

    Residual(GraphBuilder graph, Weights weights, Norm norm, Target target, Value sum) {
        this.graph = graph;
        this.weights = weights;
        this.norm = norm;
        this.target = target;
        this.sum = sum;
    }

    /** norm(x) with the norm's weights of that name. */
    Value normed(String name) {
        if (addend == null) {
            return target.narrow(graph, norm.of(graph, sum, weights, name));
        }
        List<Value> both = norm.ofSum(graph, sum, addend, weights, name);
        sum = both.getLast();
        addend = null;
        return target.narrow(graph, both.getFirst());
    }

    /** x += y, to be read by the next norm. */
    void add(Value y) {
        if (addend != null) {
            throw new IllegalStateException("residual: expected a norm between two additions, found none");
        }
        addend = target.widen(graph, y);
    }

    /** Keeps the last position of x [B, S, width] only: [B, 1, width]. */
    void keepLast() {
        keep(x -> last(graph, x));
    }

    /** Keeps what {@code part} picks of x, to be called after a norm. */
    void keep(UnaryOperator<Value> part) {
        if (addend != null) {
            throw new IllegalStateException("residual: expected a norm before a part is kept, found an addition");
        }
        sum = part.apply(sum);
    }

    static Value last(GraphBuilder graph, Value x) {
        return graph.op("Slice", x, graph.longs(-1), graph.longs(Long.MAX_VALUE), graph.longs(1))
                .value();
    }
}
