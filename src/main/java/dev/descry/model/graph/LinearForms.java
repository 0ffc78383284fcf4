package dev.descry.model.graph;

import dev.descry.model.Precision;

/** Which form linear layers take for a precision on a target. */
final class LinearForms {
    private LinearForms() {}

    /** The form of all layers but the output layer. */
    static Linear of(Precision precision, Target target) {
        return switch (precision) {
            case FP32 -> new FloatLinear(ElementType.FLOAT, target);
            case FP16 -> new FloatLinear(ElementType.FLOAT16, target);
            case INT8, INT4, INT4_128 -> throw new UnsupportedOperationException();
        };
    }

    /** The form of the language model's output layer: never less than 8 bits. */
    static Linear head(Precision precision, Target target) {
        return of(precision, target);
    }
}
