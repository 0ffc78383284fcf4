package dev.descry.model.graph;

import dev.descry.model.Qwen2VlConfig.Language;

/**
 * What every layer's attention shares: rotary tables and positions, and the lengths of the sequences.
 *
 * @param positions position_ids [3, B, S]
 * @param cosines [maxPositions, headDim / 2]
 * @param sines likewise
 * @param lastIndices length of each sequence less one, 32-bit [B]
 * @param total length of the longest sequence, 32-bit scalar
 */
record DecoderAttention(
        Language config, Target target, Value positions, Value cosines, Value sines, Value lastIndices, Value total) {

    /** Reads lengths from attention_mask [B, T], whose rows hold ones, then zeros. */
    static DecoderAttention of(GraphBuilder graph, Language config, Target target, Value mask, Value positions) {
        float[] inverse = Rotary.inverseFrequencies(config.headDim(), config.ropeTheta());
        int limit = config.maxPositions();
        Value lengths =
                graph.op("ReduceSum", mask, graph.longs(1)).with("keepdims", 0).value();
        Value lastIndices = graph.op("Sub", lengths, graph.scalar(1)).value();
        Value total = graph.op("Gather", graph.op("Shape", mask).value(), graph.scalar(1))
                .value();
        return new DecoderAttention(
                config,
                target,
                positions,
                graph.weight("rotary.cosines", Rotary.cosines(limit, inverse), limit, inverse.length),
                graph.weight("rotary.sines", Rotary.sines(limit, inverse), limit, inverse.length),
                Target.cast(graph, lastIndices, ElementType.INT32),
                Target.cast(graph, total, ElementType.INT32));
    }

    /**
     * Attends, appending key and value [B, S, kvHeads · headDim] to the cache of the layer.
     *
     * @param query [B, S, heads · headDim]
     * @return [B, S, heads · headDim]
     */
    Value attend(GraphBuilder graph, Value query, Value key, Value value, KeyValueCache.Layer cache) {
        Value attended = new Value(cache.presentKey().name() + ":attended");
        graph.contrib(
                        "GroupQueryAttention",
                        turn(graph, query, config.heads()),
                        turn(graph, key, config.kvHeads()),
                        target.toCache(graph, value),
                        cache.pastKey(),
                        cache.pastValue(),
                        lastIndices,
                        total)
                .with("num_heads", config.heads())
                .with("kv_num_heads", config.kvHeads())
                .as(attended, cache.presentKey(), cache.presentValue());
        return target.fromCache(graph, attended);
    }

    private Value turn(GraphBuilder graph, Value x, int heads) {
        long[] sections =
                config.mropeSection().stream().mapToLong(Integer::longValue).toArray();
        Value turned = graph.contrib("MRotaryEmbedding", target.widen(graph, x), positions, cosines, sines)
                .with("num_heads", heads)
                .with("mrope_section", sections)
                .value();
        return target.toCache(graph, target.narrow(graph, turned));
    }
}
