package dev.descry.model.graph;

import dev.descry.model.config.Qwen2VlConfig.Vision;
import dev.descry.model.weights.Weights;
import java.util.List;
import java.util.function.Supplier;

/**
 * The vision encoder: pixel_values [N, channels · temporalPatch · patch²] and grid_thw [1, 3] to image_features
 * [N / merge², width of the language model]. Patches attend to all patches of their frame.
 */
final class VisionEncoderGraph {
    private static final String ROOT = "model.visual.";
    private static final Norm NORM = Norm.layer(1e-6f);

    /** Of x · sigmoid(alpha · x), which the blocks use in place of the exact Gelu. */
    private static final float QUICK_GELU = 1.702f;

    /** Scores of one head then take 150 MB, and as much again as weights. Float attention keeps a few rows only. */
    private static final long MOST_BYTE_PATCHES = 6144;

    private final GraphBuilder graph;
    private final Vision config;
    private final Weights weights;
    private final Linear linear;
    private final Target target;

    VisionEncoderGraph(GraphBuilder graph, Vision config, Weights weights, Linear linear, Target target) {
        this.graph = graph;
        this.config = config;
        this.weights = weights;
        this.linear = linear;
        this.target = target;
    }

    /** Adds the whole encoder. */
    void build(int languageWidth) {
        Value pixels = graph.input("pixel_values", ElementType.FLOAT, "patches, " + config.patchValues());
        Value grid = graph.input("grid_thw", ElementType.INT64, "1, 3");
        Value features = graph.output("image_features", ElementType.FLOAT, "features, " + languageWidth);

        graph.scope("visual");
        VisionRotary rotary = VisionRotary.of(graph, grid, config);
        Residual x = new Residual(graph, weights, NORM, target, frames(embed(pixels), grid));
        for (int block = 0; block < config.depth(); block++) {
            String name = ROOT + "blocks." + block;
            graph.scope(name);
            x.add(attention(x.normed(name + ".norm1"), name + ".attn", rotary));
            x.add(mlp(x.normed(name + ".norm2"), name + ".mlp"));
        }
        graph.scope(ROOT + "merger");
        graph.op("Identity", target.widen(graph, merge(x.normed(ROOT + "merger.ln_q"))))
                .as(features);
    }

    // A convolution whose stride is its kernel is a product with each patch.
    private Value embed(Value pixels) {
        String name = ROOT + "patch_embed.proj";
        LinearLayer layer = new LinearLayer(name, StoredRows.matrix(weights.get(name + ".weight")), null);
        Value x = new FloatLinear(FloatContent.stored(layer.matrix()), target)
                .apply(graph, target.narrow(graph, pixels), layer);
        return target.widen(graph, x);
    }

    // [N, width] to [frames, patches of a frame, width]
    private Value frames(Value x, Value grid) {
        Value frames = graph.op("Slice", grid, graph.longs(0), graph.longs(1), graph.longs(1))
                .value();
        Value flat = graph.op("Reshape", frames, graph.longs(1)).value();
        Value shape = graph.op("Concat", flat, graph.longs(-1, config.width()))
                .with("axis", 0)
                .value();
        return graph.op("Reshape", x, shape).value();
    }

    private Value attention(Value x, String name, VisionRotary rotary) {
        LinearLayer qkv = LinearLayer.of(weights, name + ".qkv");
        int width = config.width();
        List<Value> projected = linear.apply(
                graph,
                x,
                List.of(qkv.rows("q", 0, width), qkv.rows("k", width, width), qkv.rows("v", 2 * width, width)));
        Value query = rotary.turn(graph, projected.get(0), target);
        Value key = rotary.turn(graph, projected.get(1), target);
        Value attended = attend(query, key, projected.get(2), rotary.patches());
        return linear.apply(graph, attended, LinearLayer.of(weights, name + ".proj"));
    }

    // Where layers multiply in 8 bits, attention does too, until all scores of a head would fill the memory.
    private Value attend(Value query, Value key, Value value, Value patches) {
        OpenAttention attention = new OpenAttention(config.heads(), config.headDim());
        if (!(linear instanceof DynamicLinear)) {
            return attention.floats(graph, query, key, value);
        }
        Value few = graph.op("LessOrEqual", patches, graph.scalar(MOST_BYTE_PATCHES))
                .value();
        return graph.op("If", few)
                .with("then_branch", branch("bytes", () -> attention.bytes(graph, query, key, value)))
                .with("else_branch", branch("floats", () -> attention.floats(graph, query, key, value)))
                .value();
    }

    private Message branch(String name, Supplier<Value> content) {
        return graph.body(name, () -> {
            Value result = graph.output(name + ":attended", ElementType.FLOAT, "frames, patches, " + config.width());
            graph.op("Identity", content.get()).as(result);
        });
    }

    private Value mlp(Value x, String name) {
        Value hidden = linear.apply(graph, x, LinearLayer.of(weights, name + ".fc1"));
        Value active =
                graph.contrib("QuickGelu", hidden).with("alpha", QUICK_GELU).value();
        return linear.apply(graph, active, LinearLayer.of(weights, name + ".fc2"));
    }

    // merge² patches side by side become one image token
    private Value merge(Value x) {
        long merged = (long) config.width() * config.merge() * config.merge();
        Value side = graph.op("Reshape", x, graph.longs(-1, merged)).value();
        Value hidden = linear.apply(graph, side, LinearLayer.of(weights, ROOT + "merger.mlp.0"));
        Value active = graph.contrib("Gelu", hidden).value();
        return linear.apply(graph, active, LinearLayer.of(weights, ROOT + "merger.mlp.2"));
    }
}
