package dev.descry.model.graph;

import dev.descry.model.Precision;
import dev.descry.model.config.ClipConfig.Tower;
import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The blocks that both towers of CLIP consist of.
 *
 * @param linear form of the blocks' matrices
 * @param head form of the projection's matrix
 */
record ClipTower(GraphBuilder graph, Tower config, Weights weights, Linear linear, Linear head, Target target) {
    /** Of x · sigmoid(alpha · x). */
    private static final float QUICK_GELU = 1.702f;

    static ClipTower of(GraphBuilder graph, Tower config, Weights weights, Precision precision, Target device) {
        Target target = device.with(precision);
        return new ClipTower(
                graph, config, weights, LinearForms.of(precision, target), LinearForms.head(precision, target), target);
    }

    /**
     * All blocks, then a norm and a projection of one position alone.
     *
     * @param x [B, S, width] in 32 bits
     * @param causal whether a position sees only those before it
     * @param pick [B, S, width] to the position that counts, [B, 1, width]
     * @param names what the weights' names begin with, and those of the last norm and of the projection
     * @return [B, projection] in 32 bits
     */
    Value embed(Value x, boolean causal, UnaryOperator<Value> pick, Names names) {
        Norm norm = norm();
        Residual sum = new Residual(graph, weights, norm, target, x);
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = ClipWeights.block(names.root(), layer);
            graph.scope(name);
            Value attended = attend(sum.normed(name + ".layer_norm1"), name + ".self_attn.", causal);
            if (layer == config.layers() - 1) {
                // Nothing after the last attention needs the other positions.
                sum.keep(pick);
                attended = pick.apply(attended);
            }
            sum.add(linear.apply(graph, attended, LinearLayer.of(weights, name + ".self_attn.out_proj")));
            sum.add(mlp(sum.normed(name + ".layer_norm2"), name + ".mlp."));
        }
        graph.scope("projection");
        Value projected = head.apply(graph, sum.normed(names.lastNorm()), LinearLayer.of(weights, names.projection()));
        return graph.op("Reshape", target.widen(graph, projected), graph.longs(0, -1))
                .value();
    }

    /** Names of weights that differ between the towers. */
    record Names(String root, String lastNorm, String projection) {}

    Norm norm() {
        return Norm.layer((float) config.normEps());
    }

    /** A weight in the type it is stored in. */
    Value stored(String name) {
        Weight weight = weights.get(name);
        ElementType type = FloatContent.stored(weight);
        return graph.weight(name, type, weight.shape(), FloatContent.of(weight, type));
    }

    private Value attend(Value x, String name, boolean causal) {
        List<LinearLayer> layers = Stream.of("q_proj", "k_proj", "v_proj")
                .map(part -> LinearLayer.of(weights, name + part))
                .toList();
        List<Value> projected = linear.apply(graph, x, layers);
        return graph.contrib("MultiHeadAttention", projected.get(0), projected.get(1), projected.get(2))
                .with("num_heads", config.heads())
                .with("unidirectional", causal ? 1 : 0)
                .value();
    }

    private Value mlp(Value x, String name) {
        Value hidden = linear.apply(graph, x, LinearLayer.of(weights, name + "fc1"));
        Value active =
                switch (config.activation()) {
                    case QUICK_GELU ->
                        graph.contrib("QuickGelu", hidden)
                                .with("alpha", QUICK_GELU)
                                .value();
                    case GELU -> graph.contrib("Gelu", hidden).value();
                };
        return linear.apply(graph, active, LinearLayer.of(weights, name + "fc2"));
    }
}
