package dev.descry.model.graph;

import dev.descry.model.config.ClipConfig;

/**
 * CLIP's text tower: input_ids [B, S] to text_embeds [B, projection]. A position sees those before it alone, and one
 * position is read out, so that what stands after it has no effect and needs no mask.
 */
record ClipTextGraph(GraphBuilder graph, ClipConfig config, ClipTower tower) {
    private static final ClipTower.Names NAMES =
            new ClipTower.Names(ClipWeights.TEXT, ClipWeights.AFTER_TEXT, ClipWeights.TEXT_PROJECTION);

    /** Adds the whole tower. */
    void build() {
        Value ids = graph.input("input_ids", ElementType.INT64, "batch_size, sequence");
        Value embeds = graph.output("text_embeds", ElementType.FLOAT, "batch_size, " + config.projection());

        graph.scope("embeddings");
        Value tokens = graph.op("Gather", tower.stored(ClipWeights.TOKENS), ids).value();
        Value x = graph.op("Add", Target.cast(graph, tokens, ElementType.FLOAT), positions(ids))
                .value();
        Value end = end(ids);
        graph.op("Identity", tower.embed(x, true, all -> at(all, end), NAMES)).as(embeds);
    }

    // The first rows of the table, one for each place of a text.
    private Value positions(Value ids) {
        Value length = graph.op("Shape", ids).with("start", 1).with("end", 2).value();
        Value table = tower.stored(ClipWeights.TEXT_POSITIONS);
        Value rows =
                graph.op("Slice", table, graph.longs(0), length, graph.longs(0)).value();
        return Target.cast(graph, rows, ElementType.FLOAT);
    }

    // The place of the end mark in every text, [B, 1, 1]; the first where there are several.
    private Value end(Value ids) {
        Value ranked = config.text().readsLargest()
                ? ids
                : graph.op("Equal", ids, graph.scalar((long) config.text().endOfText()))
                        .value();
        Value place = graph.op("ArgMax", Target.cast(graph, ranked, ElementType.INT32))
                .with("axis", 1)
                .with("keepdims", 1)
                .value();
        return graph.op("Unsqueeze", place, graph.longs(2)).value();
    }

    private Value at(Value all, Value place) {
        return graph.op("GatherND", all, place).with("batch_dims", 1).value();
    }
}
