package dev.descry.model.graph;

import dev.descry.model.Precision;

/**
 * The operator {@code MatMulNBits}: y = x Wᵀ + b with W [out, in] in blocks along the input.
 *
 * @param bits of one weight
 * @param block weights that share a scale
 * @param activations how exactly x is taken on processors; on CUDA it stays as it is
 */
record BlockProduct(int in, int out, int bits, int block, Activations activations) {
    /** How exactly x is taken. */
    enum Activations {
        /** In 32-bit floats. */
        EXACT(1),
        /** In 8 bits, block by block: about twice as fast. */
        EIGHT_BITS(4);

        private final int accuracyLevel;

        Activations(int accuracyLevel) {
            this.accuracyLevel = accuracyLevel;
        }

        /** What a precision asks for: 32-bit floats mean exactness. */
        static Activations of(Precision precision) {
            return precision == Precision.FP32 ? EXACT : EIGHT_BITS;
        }
    }

    /**
     * Adds the product.
     *
     * @param zeroPoints absent where every zero point is the middle of the range. With zero points activations stay
     *     exact: ONNX Runtime 1.29's 8-bit path answers wrongly on processors that have AVX2 only (its issue 29853)
     */
    Value add(GraphBuilder graph, Value x, Value codes, Value scales, Value zeroPoints, Value bias, Target target) {
        Operation product = graph.contrib("MatMulNBits", x, codes, scales, zeroPoints, Value.ABSENT, bias)
                .with("K", in)
                .with("N", out)
                .with("bits", bits)
                .with("block_size", block);
        if (target == Target.CPU) {
            Activations taken = zeroPoints.isAbsent() ? activations : Activations.EXACT;
            product.with("accuracy_level", taken.accuracyLevel);
        }
        return product.value();
    }
}
