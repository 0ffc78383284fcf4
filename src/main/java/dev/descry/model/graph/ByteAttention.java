package dev.descry.model.graph;

/**
 * Attention of all patches of a frame to each other with both products in 8 bits, which processors multiply four times
 * as fast as floats. Queries have one scale a head, keys one a patch, values one a channel, weights one a query. Before
 * they become codes keys lose what all of them have in common: it moves every score of a query alike, so the weights stay
 * as they are, and what is left is smaller (SageAttention, arXiv 2410.02367). Processors only.
 *
 * <p>A body runs once a head, so that the scores of one head alone have to be held: [frames, patches, patches].
 */
record ByteAttention(int heads, int headDim) {
    /** Also of weights, though they are never negative: two products of 127 fit the 16 bits of old processors. */
    private static final float STEP = 1f / 127;

    private static final int ZERO = 128;

    /** Below this a row of numbers counts as all zeros. */
    private static final float TINY = 1e-30f;

    /** Codes of all heads, and the number that each was divided by. */
    private record Codes(Value codes, Value largest) {}

    /**
     * Adds the computation.
     *
     * @param query [frames, patches, heads · headDim], turned
     * @param key likewise
     * @param value likewise, not turned
     * @return [frames, patches, heads · headDim]
     */
    Value attend(GraphBuilder graph, Value query, Value key, Value value) {
        Value common = graph.op("ReduceMean", key, graph.longs(1)).value();
        Codes queries = queries(graph, byHead(graph, query, 2, 0, 1, 3));
        Codes keys = columns(graph, byHead(graph, graph.op("Sub", key, common).value(), 2, 0, 3, 1));
        Codes values = columns(graph, byHead(graph, value, 2, 0, 1, 3));
        Value scales = graph.op("Mul", keys.largest(), queries.largest()).value();
        Value attended = graph.op("Scan", queries.codes(), keys.codes(), scales, values.codes(), values.largest())
                .with("num_scan_inputs", 5)
                .with("body", graph.body("head", () -> head(graph)))
                .value();
        Value turned = graph.op("Transpose", attended)
                .with("perm", new long[] {1, 2, 0, 3})
                .value();
        return graph.op("Reshape", turned, graph.longs(0, 0, (long) heads * headDim))
                .value();
    }

    // [frames, patches, heads · headDim] to four dimensions in that order of (frames, patches, heads, headDim)
    private Value byHead(GraphBuilder graph, Value x, long... order) {
        Value split = graph.op("Reshape", x, graph.longs(0, 0, heads, headDim)).value();
        return graph.op("Transpose", split).with("perm", order).value();
    }

    private static Codes queries(GraphBuilder graph, Value x) {
        Value largest = largest(graph, x, 1, 2, 3);
        Value unit = graph.op("Div", x, largest).value();
        return new Codes(
                graph.op("QuantizeLinear", unit, graph.scalar(STEP), graph.scalar((byte) ZERO))
                        .value(),
                largest);
    }

    // One scale for each entry of the last dimension.
    private static Codes columns(GraphBuilder graph, Value x) {
        Value largest = largest(graph, x, 2);
        Value unit = graph.op("Div", x, largest).value();
        return new Codes(
                graph.op("QuantizeLinear", unit, graph.scalar(STEP))
                        .with("output_dtype", ElementType.INT8.code())
                        .value(),
                largest);
    }

    private static Value largest(GraphBuilder graph, Value x, long... axes) {
        Value absolute = graph.op("Abs", x).value();
        Value largest = graph.op("ReduceMax", absolute, graph.longs(axes)).value();
        return graph.op("Max", largest, graph.scalar(TINY)).value();
    }

    // Queries [frames, patches, headDim] to keys [frames, headDim, patches]: weights, then the mean of the values.
    private void head(GraphBuilder graph) {
        Value query = graph.input("head:query", ElementType.UINT8, "frames, patches, " + headDim);
        Value key = graph.input("head:key", ElementType.INT8, "frames, " + headDim + ", patches");
        Value keyScale = graph.input("head:keyScale", ElementType.FLOAT, "frames, 1, patches");
        Value value = graph.input("head:value", ElementType.INT8, "frames, patches, " + headDim);
        Value valueScale = graph.input("head:valueScale", ElementType.FLOAT, "frames, 1, " + headDim);
        Value attended = graph.output("head:attended", ElementType.FLOAT, "frames, patches, " + headDim);

        float root = (float) (STEP * STEP / Math.sqrt(headDim));
        Value scores = graph.contrib(
                        "MatMulIntegerToFloat", query, key, graph.scalar(root), keyScale, graph.scalar((byte) ZERO))
                .value();
        Value weights = graph.op("Softmax", scores).with("axis", -1).value();
        Value largest = graph.op("ReduceMax", weights, graph.longs(0, 2)).value();
        Value steps = graph.op("Mul", largest, graph.scalar(STEP)).value();
        Value codes = graph.op(
                        "QuantizeLinear",
                        weights,
                        graph.op("Reshape", steps, graph.longs(-1)).value())
                .with("axis", 1)
                .with("output_dtype", ElementType.UINT8.code())
                .value();
        Value mean = graph.contrib("MatMulIntegerToFloat", codes, value, graph.scalar(STEP * STEP), valueScale)
                .value();
        graph.op("Mul", mean, largest).as(attended);
    }
}
