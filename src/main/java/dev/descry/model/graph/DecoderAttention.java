package dev.descry.model.graph;

import dev.descry.model.config.Qwen2VlConfig.Language;

/**
 * What every layer's attention shares: rotary tables and positions, and attention over the cache.
 *
 * @param positions position_ids [3, B, S]
 * @param cosines [maxPositions, headDim / 2]
 * @param sines likewise
 */
record DecoderAttention(
        Language config, Target target, Value positions, Value cosines, Value sines, CachedAttention cached) {

    /** Reads lengths from attention_mask [B, T], whose rows hold ones, then zeros. */
    static DecoderAttention of(GraphBuilder graph, Language config, Target target, Value mask, Value positions) {
        float[] inverse = Rotary.inverseFrequencies(config.headDim(), config.ropeTheta());
        int limit = config.maxPositions();
        float scale = CachedAttention.usualScale(config.headDim());
        CachedAttention cached = CachedAttention.of(graph, config.heads(), config.kvHeads(), scale, target, mask);
        return new DecoderAttention(
                config,
                target,
                positions,
                graph.weight("rotary.cosines", Rotary.cosines(limit, inverse), limit, inverse.length),
                graph.weight("rotary.sines", Rotary.sines(limit, inverse), limit, inverse.length),
                cached);
    }

    /**
     * Attends, appending key and value [B, S, kvHeads · headDim] to the cache of the layer.
     *
     * @param query [B, S, heads · headDim]
     * @return [B, S, heads · headDim]
     */
    Value attend(GraphBuilder graph, Value query, Value key, Value value, KeyValueCache.Layer cache) {
        return cached.attend(
                graph, turn(graph, query, config.heads()), turn(graph, key, config.kvHeads()), value, cache);
    }

    private Value turn(GraphBuilder graph, Value x, int heads) {
        long[] sections =
                config.mropeSection().stream().mapToLong(Integer::longValue).toArray();
        Value turned = graph.contrib("MRotaryEmbedding", target.widen(graph, x), positions, cosines, sines)
                .with("num_heads", heads)
                .with("mrope_section", sections)
                .value();
        return target.narrow(graph, turned);
    }
}
