package dev.descry.model.graph;

import dev.descry.model.Precision;

/** Which form linear layers take for a precision on a target. */
final class LinearForms {
    private static final BlockQuantizer EIGHT_BITS = new BlockQuantizer(8, 128);

    private LinearForms() {}

    /** The form of all layers but the output layer. */
    static Linear of(Precision precision, Target target) {
        return switch (precision) {
            case FP32 -> new FloatLinear(ElementType.FLOAT, target);
            case FP16 -> new FloatLinear(ElementType.FLOAT16, target);
            case INT8 -> target == Target.CPU ? new DynamicLinear() : new BlockLinear(EIGHT_BITS, target);
            case INT4 -> new BlockLinear(new BlockQuantizer(4, 32), target);
            case INT4_128 -> new BlockLinear(new BlockQuantizer(4, 128), target);
        };
    }

    /** The form of the language model's output layer: never less than 8 bits. */
    static Linear head(Precision precision, Target target) {
        return switch (precision) {
            case FP32, FP16 -> of(precision, target);
            case INT8, INT4, INT4_128 -> new BlockLinear(EIGHT_BITS, target);
        };
    }
}
