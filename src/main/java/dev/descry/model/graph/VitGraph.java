package dev.descry.model.graph;

import dev.descry.model.config.VitConfig;
import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;
import java.util.List;

/**
 * The vision transformer of BLIP and BLIP-2: pixel_values [B, 3, image, image] to image tokens [B, 1 + patches, width],
 * all of them normed.
 */
final class VitGraph {
    private static final String ROOT = "vision_model.";
    private static final String EMBEDDINGS = ROOT + "embeddings.";

    private final GraphBuilder graph;
    private final VitConfig config;
    private final Weights weights;
    private final Linear linear;
    private final Target target;

    VitGraph(GraphBuilder graph, VitConfig config, Weights weights, Linear linear, Target target) {
        this.graph = graph;
        this.config = config;
        this.weights = weights;
        this.linear = linear;
        this.target = target;
    }

    /** Adds the input and the whole transformer; gives its tokens in 32 bits. */
    Value build() {
        String side = Integer.toString(config.image());
        Value pixels = graph.input("pixel_values", ElementType.FLOAT, "batch_size, 3, " + side + ", " + side);
        graph.scope("vision");
        Norm norm = Norm.layer((float) config.normEps());
        Residual x = new Residual(graph, weights, norm, target, embed(pixels));
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = ROOT + "encoder.layers." + layer;
            graph.scope(name);
            x.add(attention(x.normed(name + ".layer_norm1"), name + ".self_attn"));
            x.add(mlp(x.normed(name + ".layer_norm2"), name + ".mlp"));
        }
        return target.widen(graph, x.normed(ROOT + "post_layernorm"));
    }

    // The class token, then the patches; a position is added to each.
    private Value embed(Value pixels) {
        Value patches = patches(pixels);
        Value first = Rows.each(graph, Rows.weight(graph, weights, EMBEDDINGS + "class_embedding"), patches);
        Value tokens = graph.op("Concat", first, patches).with("axis", 1).value();
        return graph.op("Add", tokens, Rows.weight(graph, weights, EMBEDDINGS + "position_embedding"))
                .value();
    }

    // A convolution whose stride is its kernel is a product with each patch.
    private Value patches(Value pixels) {
        String name = EMBEDDINGS + "patch_embedding";
        long side = config.side();
        long patch = config.patch();
        Value cut = graph.op("Reshape", pixels, graph.longs(0, 3, side, patch, side, patch))
                .value();
        Value turned = graph.op("Transpose", cut)
                .with("perm", new long[] {0, 2, 4, 1, 3, 5})
                .value();
        Value rows = graph.op("Reshape", turned, graph.longs(0, side * side, 3 * patch * patch))
                .value();
        Weight kernel = StoredRows.matrix(weights.get(name + ".weight"));
        LinearLayer layer = new LinearLayer(name, kernel, weights.get(name + ".bias"));
        Value x = new FloatLinear(FloatContent.stored(kernel), target).apply(graph, target.narrow(graph, rows), layer);
        return target.widen(graph, x);
    }

    private Value attention(Value x, String name) {
        LinearLayer qkv = LinearLayer.of(weights, name + ".qkv");
        int width = config.width();
        List<Value> projected = linear.apply(
                graph,
                x,
                List.of(qkv.rows("q", 0, width), qkv.rows("k", width, width), qkv.rows("v", 2 * width, width)));
        Value attended = new OpenAttention(config.heads(), config.headDim())
                .like(linear, graph, projected.get(0), projected.get(1), projected.get(2));
        return linear.apply(graph, attended, LinearLayer.of(weights, name + ".projection"));
    }

    private Value mlp(Value x, String name) {
        Value hidden = linear.apply(graph, x, LinearLayer.of(weights, name + ".fc1"));
        Value active = graph.contrib("Gelu", hidden).value();
        return linear.apply(graph, active, LinearLayer.of(weights, name + ".fc2"));
    }
}
