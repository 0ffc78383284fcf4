package dev.descry.model.graph;

import dev.descry.model.config.QFormerConfig;
import dev.descry.model.weights.Weights;
import java.util.List;

/**
 * The querying transformer of BLIP-2 and the projection after it: image tokens [B, N, image width] to image_features
 * [B, queries, width of the language model].
 */
final class QFormerGraph {
    private static final String ROOT = "qformer.";

    private final GraphBuilder graph;
    private final QFormerConfig config;
    private final Weights weights;
    private final Projections linear;
    private final Target target;

    QFormerGraph(GraphBuilder graph, QFormerConfig config, Weights weights, Projections linear, Target target) {
        this.graph = graph;
        this.config = config;
        this.weights = weights;
        this.linear = linear;
        this.target = target;
    }

    /** Adds the whole of it after the vision transformer's tokens in 32 bits. */
    void build(Value image, int languageWidth) {
        Value features = graph.output(
                "image_features", ElementType.FLOAT, "batch_size, %d, %d".formatted(config.queries(), languageWidth));
        graph.scope("qformer");
        Norm norm = Norm.layer((float) config.normEps());
        Value queries = norm.of(graph, Rows.weight(graph, weights, "query_tokens"), weights, ROOT + "layernorm");
        SettledResidual x = new SettledResidual(graph, weights, norm, target, Rows.each(graph, queries, image));
        Value tokens = target.narrow(graph, image);
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = ROOT + "encoder.layer." + layer;
            graph.scope(name);
            x.add(attend(x.value(), x.value(), name + ".attention"), name + ".attention.output.LayerNorm");
            if (config.crosses(layer)) {
                x.add(attend(x.value(), tokens, name + ".crossattention"), name + ".crossattention.output.LayerNorm");
            }
            x.add(feedForward(x.value(), name), name + ".output_query.LayerNorm");
        }
        Value projected = linear.apply(graph, x.value(), "language_projection");
        graph.op("Identity", target.widen(graph, projected)).as(features);
    }

    private Value attend(Value x, Value keys, String name) {
        String part = name + ".attention.";
        Value query = linear.apply(graph, x, part + "query");
        List<Value> read = linear.apply(graph, keys, part + "key", part + "value");
        Value attended = new OpenAttention(config.heads(), config.width() / config.heads())
                .floats(graph, query, read.get(0), read.get(1));
        return linear.apply(graph, attended, name + ".output.dense");
    }

    private Value feedForward(Value x, String name) {
        Value hidden = linear.apply(graph, x, name + ".intermediate_query.dense");
        return linear.apply(graph, graph.contrib("Gelu", hidden).value(), name + ".output_query.dense");
    }
}
