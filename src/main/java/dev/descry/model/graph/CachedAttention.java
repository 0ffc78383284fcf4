package dev.descry.model.graph;

/**
 * Attention of new positions to themselves and to all before them, with keys and values kept in a cache.
 *
 * @param scale of the products of query and key
 * @param lastIndices length of each sequence less one, 32-bit [B]
 * @param total length of the longest sequence, 32-bit scalar
 */
record CachedAttention(int heads, int kvHeads, float scale, Target target, Value lastIndices, Value total) {

    /** Reads lengths from attention_mask [B, T], whose rows hold ones, then zeros. */
    static CachedAttention of(GraphBuilder graph, int heads, int kvHeads, float scale, Target target, Value mask) {
        Value lengths =
                graph.op("ReduceSum", mask, graph.longs(1)).with("keepdims", 0).value();
        Value lastIndices = graph.op("Sub", lengths, graph.scalar(1)).value();
        Value total = graph.op("Gather", graph.op("Shape", mask).value(), graph.scalar(1))
                .value();
        return new CachedAttention(
                heads,
                kvHeads,
                scale,
                target,
                Target.cast(graph, lastIndices, ElementType.INT32),
                Target.cast(graph, total, ElementType.INT32));
    }

    /** Scores of a head are divided by the root of its features. */
    static float usualScale(int headDim) {
        return (float) (1 / Math.sqrt(headDim));
    }

    /** As {@link #attend(GraphBuilder, Value, Value, Value, KeyValueCache.Layer, Value)} without a bias. */
    Value attend(GraphBuilder graph, Value query, Value key, Value value, KeyValueCache.Layer cache) {
        return attend(graph, query, key, value, cache, Value.ABSENT);
    }

    /**
     * Attends, appending key and value [B, S, kvHeads · headDim] to the cache of the layer.
     *
     * @param query [B, S, heads · headDim]
     * @param bias added to the scores, [B, heads, S, T]; may be absent
     * @return [B, S, heads · headDim]
     */
    Value attend(GraphBuilder graph, Value query, Value key, Value value, KeyValueCache.Layer cache, Value bias) {
        Value attended = new Value(cache.presentKey().name() + ":attended");
        Value[] inputs = {
            target.toCache(graph, query),
            target.toCache(graph, key),
            target.toCache(graph, value),
            cache.pastKey(),
            cache.pastValue(),
            lastIndices,
            total
        };
        if (!bias.isAbsent()) {
            // Between lengths and bias stand rotary tables and positions, which no model with a bias has.
            inputs = Operation.padded(inputs, 10, bias);
        }
        graph.contrib("GroupQueryAttention", inputs)
                .with("num_heads", heads)
                .with("kv_num_heads", kvHeads)
                .with("scale", scale)
                .as(attended, cache.presentKey(), cache.presentValue());
        return target.fromCache(graph, attended);
    }
}
