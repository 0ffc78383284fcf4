package dev.descry.model.graph;

/**
 * The operator {@code MatMulNBits}: y = x Wᵀ + b with W [out, in] in blocks along the input.
 *
 * @param bits of one weight
 * @param block weights that share a scale
 */
record BlockProduct(int in, int out, int bits, int block) {
    /** Activations in 8 bits, block by block: twice as fast on processors as in 32. */
    private static final int EIGHT_BIT_ACTIVATIONS = 4;

    /** Activations in 32-bit floats. */
    private static final int EXACT_ACTIVATIONS = 1;

    /**
     * Adds the product.
     *
     * @param zeroPoints absent where every zero point is the middle of the range. With zero points activations stay in
     *     32 bits: ONNX Runtime 1.29's 8-bit path answers wrongly on processors that have AVX2 only (its issue 29853)
     */
    Value add(GraphBuilder graph, Value x, Value codes, Value scales, Value zeroPoints, Value bias, Target target) {
        Operation product = graph.contrib("MatMulNBits", x, codes, scales, zeroPoints, Value.ABSENT, bias)
                .with("K", in)
                .with("N", out)
                .with("bits", bits)
                .with("block_size", block);
        if (target == Target.CPU) {
            product.with("accuracy_level", zeroPoints.isAbsent() ? EIGHT_BIT_ACTIVATIONS : EXACT_ACTIVATIONS);
        }
        return product.value();
    }
}
