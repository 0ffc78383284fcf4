package dev.descry.model.graph;

import dev.descry.model.config.DecoderSizes;
import dev.descry.model.config.OptConfig;
import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;
import java.util.List;

/** An OPT decoder after its embedding table, with the inputs and outputs of every decoder. */
final class OptGraph {
    static final String ROOT = "language_model.model.decoder.";
    static final String TABLE = ROOT + "embed_tokens";

    private final GraphBuilder graph;
    private final OptConfig config;
    private final Weights weights;
    private final Projections linear;
    private final Linear head;
    private final Target target;

    /**
     * Prepares to build.
     *
     * @param linear the layers' matrices
     * @param head form of the output layer's matrix
     */
    OptGraph(GraphBuilder graph, OptConfig config, Weights weights, Projections linear, Linear head, Target target) {
        this.graph = graph;
        this.config = config;
        this.weights = weights;
        this.linear = linear;
        this.head = head;
        this.target = target;
    }

    /** Adds the whole decoder. */
    void build() {
        DecoderSizes sizes = config.sizes();
        DecoderPorts ports = DecoderPorts.declare(graph, sizes, target);
        graph.scope("lengths");
        CachedAttention attention = CachedAttention.of(
                graph,
                config.heads(),
                config.heads(),
                CachedAttention.usualScale(sizes.headDim()),
                target,
                ports.mask());
        Norm norm = Norm.layer(OptConfig.NORM_EPS);
        Residual x = new Residual(graph, weights, norm, target, placed(ports));
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = ROOT + "layers." + layer;
            graph.scope(name);
            Value attended = attend(
                    x.normed(name + ".self_attn_layer_norm"),
                    name + ".self_attn.",
                    attention,
                    ports.caches().get(layer));
            if (layer == config.layers() - 1) {
                x.keepLast();
                attended = Residual.last(graph, attended);
            }
            x.add(linear.apply(graph, attended, name + ".self_attn.out_proj"));
            x.add(feedForward(x.normed(name + ".final_layer_norm"), name));
        }
        graph.scope("head");
        Value last = x.normed(ROOT + "final_layer_norm");
        ports.finish(
                graph,
                head.apply(graph, last, new LinearLayer("lm_head", weights.get(TABLE + ".weight"), null)),
                target);
    }

    // A position is added to image tokens too.
    private Value placed(DecoderPorts ports) {
        String name = ROOT + "embed_positions.weight";
        Weight table = StoredRows.of(weights.get(name), OptConfig.POSITION_OFFSET, config.maxPositions());
        Value rows = graph.weight(name, ElementType.FLOAT, table.shape(), FloatContent.of(table, ElementType.FLOAT));
        return graph.op("Add", ports.embeds(), Rows.gather(graph, rows, ports.positions()))
                .value();
    }

    private Value attend(Value x, String part, CachedAttention attention, KeyValueCache.Layer cache) {
        List<Value> projected = linear.apply(graph, x, part + "q_proj", part + "k_proj", part + "v_proj");
        return attention.attend(graph, projected.get(0), projected.get(1), projected.get(2), cache);
    }

    private Value feedForward(Value x, String name) {
        Value hidden = linear.apply(graph, x, name + ".fc1");
        return linear.apply(graph, graph.op("Relu", hidden).value(), name + ".fc2");
    }
}
