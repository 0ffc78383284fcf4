package dev.descry.model.graph;

import dev.descry.model.config.ClipConfig;
import dev.descry.model.weights.Weight;

/** CLIP's image tower: pixel_values [B, 3, side, side] to image_embeds [B, projection]. */
record ClipVisionGraph(GraphBuilder graph, ClipConfig config, ClipTower tower) {
    private static final ClipTower.Names NAMES =
            new ClipTower.Names(ClipWeights.VISION, ClipWeights.AFTER_BLOCKS, ClipWeights.VISUAL_PROJECTION);

    /** Adds the whole tower. */
    void build() {
        int side = config.vision().image();
        Value pixels = graph.input("pixel_values", ElementType.FLOAT, "batch_size, 3, %d, %d".formatted(side, side));
        Value embeds = graph.output("image_embeds", ElementType.FLOAT, "batch_size, " + config.projection());

        graph.scope("embeddings");
        Value positions = Target.cast(graph, tower.stored(ClipWeights.IMAGE_POSITIONS), ElementType.FLOAT);
        Value placed =
                graph.op("Add", withClass(pixels, patches(pixels)), positions).value();
        Value x = tower.norm().of(graph, placed, tower.weights(), ClipWeights.BEFORE_BLOCKS);
        graph.op("Identity", tower.embed(x, false, this::classToken, NAMES)).as(embeds);
    }

    // [B, patches, width], row by row
    private Value patches(Value pixels) {
        Weight kernel = tower.weights().get(ClipWeights.PATCHES);
        ElementType compute = tower.target().compute();
        Value weight = Target.cast(graph, tower.stored(ClipWeights.PATCHES), compute);
        long patch = kernel.shape()[2];
        Value maps = graph.op("Conv", tower.target().narrow(graph, pixels), weight)
                .with("kernel_shape", new long[] {patch, patch})
                .with("strides", new long[] {patch, patch})
                .value();
        Value flat = graph.op("Reshape", tower.target().widen(graph, maps), graph.longs(0, 0, -1))
                .value();
        return graph.op("Transpose", flat).with("perm", new long[] {0, 2, 1}).value();
    }

    private Value withClass(Value pixels, Value patches) {
        Value token = Target.cast(graph, tower.stored(ClipWeights.CLASS), ElementType.FLOAT);
        Value batch = graph.op("Shape", pixels).with("start", 0).with("end", 1).value();
        Value shape = graph.op("Concat", batch, graph.longs(1, tower.config().width()))
                .with("axis", 0)
                .value();
        Value tokens = graph.op("Expand", token, shape).value();
        return graph.op("Concat", tokens, patches).with("axis", 1).value();
    }

    private Value classToken(Value x) {
        return graph.op("Slice", x, graph.longs(0), graph.longs(1), graph.longs(1))
                .value();
    }
}
