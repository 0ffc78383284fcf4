package dev.descry.model.graph;

/**
 * Attention of every row to every row, nothing hidden, in float or 8-bit products.
 *
 * @param heads into which the features are split
 * @param headDim features of one head
 */
record OpenAttention(int heads, int headDim) {
    /**
     * In floating point.
     *
     * @param query [B, rows, heads · headDim]
     * @param key [B, keys, heads · headDim]; value likewise
     * @return [B, rows, heads · headDim]
     */
    Value floats(GraphBuilder graph, Value query, Value key, Value value) {
        return graph.contrib("MultiHeadAttention", query, key, value)
                .with("num_heads", heads)
                .value();
    }

    /** In 8 bits, as {@link ByteAttention} says; queries and keys are of the same rows. */
    Value bytes(GraphBuilder graph, Value query, Value key, Value value) {
        return new ByteAttention(heads, headDim).attend(graph, query, key, value);
    }

    /** In 8 bits where the layers around it multiply in 8 bits. */
    Value like(Linear layers, GraphBuilder graph, Value query, Value key, Value value) {
        return layers instanceof DynamicLinear ? bytes(graph, query, key, value) : floats(graph, query, key, value);
    }
}
