package dev.descry.model.graph;

import dev.descry.model.Precision;

/** The kind of device a package is built for. It decides the type in which large products are computed. */
public enum Target {
    /** Processors: 32-bit floats throughout, around whatever the weights are stored as. */
    CPU(ElementType.FLOAT, ElementType.FLOAT),
    /** CUDA in 16-bit floats. Norms, rotary positions and the sum that runs through the layers stay in 32 bits. */
    CUDA(ElementType.FLOAT16, ElementType.FLOAT16),
    /** CUDA in bfloat16, the type Qwen2-VL was trained in: coarser, but nothing can overflow. */
    CUDA_BF16(ElementType.BFLOAT16, ElementType.BFLOAT16),
    /** CUDA in 32-bit floats but for attention with a cache, which has 16-bit forms only there. */
    CUDA_FP32(ElementType.FLOAT, ElementType.FLOAT16);

    private final ElementType compute;
    private final ElementType cache;

    Target(ElementType compute, ElementType cache) {
        this.compute = compute;
        this.cache = cache;
    }

    /** The target for weights of a precision: 32-bit weights are worth 32-bit arithmetic. */
    Target with(Precision precision) {
        return this == CPU || precision != Precision.FP32 ? this : CUDA_FP32;
    }

    /** Type of the key-value cache and of attention over it. */
    ElementType cache() {
        return cache;
    }

    /** Type of activations between linear layers. */
    ElementType compute() {
        return compute;
    }

    /** A 32-bit value in the type of this target. */
    Value narrow(GraphBuilder graph, Value wide) {
        return compute == ElementType.FLOAT ? wide : cast(graph, wide, compute);
    }

    /** A value of this target's type in 32 bits. */
    Value widen(GraphBuilder graph, Value narrow) {
        return compute == ElementType.FLOAT ? narrow : cast(graph, narrow, ElementType.FLOAT);
    }

    /** A value of this target's type in the type of the cache. */
    Value toCache(GraphBuilder graph, Value value) {
        return compute == cache ? value : cast(graph, value, cache);
    }

    /** What attention over the cache gives in this target's type. */
    Value fromCache(GraphBuilder graph, Value value) {
        return compute == cache ? value : cast(graph, value, compute);
    }

    static Value cast(GraphBuilder graph, Value value, ElementType to) {
        return graph.op("Cast", value).with("to", to.code()).value();
    }
}
