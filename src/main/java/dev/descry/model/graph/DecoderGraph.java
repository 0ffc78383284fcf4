package dev.descry.model.graph;

import dev.descry.model.config.Qwen2VlConfig.Language;
import dev.descry.model.weights.Weights;
import java.util.List;

/**
 * The language model after its embedding table: inputs_embeds [B, S, width], attention_mask [B, T], position_ids
 * [3, B, S] and the cache of earlier positions to the logits [B, 1, vocab] of the last position and the grown cache.
 */
final class DecoderGraph {
    private static final String ROOT = "model.language_model.";

    private final GraphBuilder graph;
    private final Language config;
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
    DecoderGraph(GraphBuilder graph, Language config, Weights weights, Projections linear, Linear head, Target target) {
        this.graph = graph;
        this.config = config;
        this.weights = weights;
        this.linear = linear;
        this.head = head;
        this.target = target;
    }

    /** Adds the whole decoder. */
    void build() {
        DecoderPorts ports = DecoderPorts.declare(graph, config.sizes(), target);
        graph.scope("lengths");
        DecoderAttention attention = DecoderAttention.of(graph, config, target, ports.mask(), ports.positions());
        Norm norm = Norm.rootMeanSquare((float) config.normEps());
        Residual x = new Residual(graph, weights, norm, target, ports.embeds());
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = ROOT + "layers." + layer;
            graph.scope(name);
            Value attended = attend(
                    x.normed(name + ".input_layernorm"),
                    name,
                    attention,
                    ports.caches().get(layer));
            if (layer == config.layers() - 1) {
                // Only the last position is asked for: nothing after the last attention needs the others.
                x.keepLast();
                attended = Residual.last(graph, attended);
            }
            x.add(linear.apply(graph, attended, name + ".self_attn.o_proj"));
            x.add(mlp(x.normed(name + ".post_attention_layernorm"), name + ".mlp"));
        }
        graph.scope("head");
        ports.finish(graph, head.apply(graph, x.normed(ROOT + "norm"), outputLayer()), target);
    }

    private Value attend(Value x, String name, DecoderAttention attention, KeyValueCache.Layer cache) {
        String part = name + ".self_attn.";
        List<Value> projected = linear.apply(graph, x, part + "q_proj", part + "k_proj", part + "v_proj");
        return attention.attend(graph, projected.get(0), projected.get(1), projected.get(2), cache);
    }

    // down(silu(gate(x)) · up(x))
    private Value mlp(Value x, String name) {
        List<Value> both = linear.apply(graph, x, name + ".gate_proj", name + ".up_proj");
        Value gate = graph.contrib("QuickGelu", both.get(0)).with("alpha", 1f).value();
        Value hidden = graph.op("Mul", gate, both.get(1)).value();
        return linear.apply(graph, hidden, name + ".down_proj");
    }

    private LinearLayer outputLayer() {
        return config.tiedHead()
                ? new LinearLayer("lm_head", weights.get(EmbedTokensGraph.TABLE + ".weight"), null)
                : LinearLayer.of(weights, "lm_head");
    }
}
