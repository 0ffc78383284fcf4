package dev.descry.model.graph;

/** The kind of device a package is built for. It decides the type in which large products are computed. */
public enum Target {
    /** Processors: 32-bit floats throughout, around whatever the weights are stored as. */
    CPU(ElementType.FLOAT),
    /** CUDA in 16-bit floats. Norms, rotary positions and the sum that runs through the layers stay in 32 bits. */
    CUDA(ElementType.FLOAT16),
    /** CUDA in bfloat16, the type Qwen2-VL was trained in: coarser, but nothing can overflow. */
    CUDA_BF16(ElementType.BFLOAT16);

    private final ElementType compute;

    Target(ElementType compute) {
        this.compute = compute;
    }

    /** Type of activations between linear layers, and of the key-value cache. */
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

    static Value cast(GraphBuilder graph, Value value, ElementType to) {
        return graph.op("Cast", value).with("to", to.code()).value();
    }
}
