package dev.descry.model.graph;

import dev.descry.model.weights.Floats;
import dev.descry.model.weights.TensorType;
import dev.descry.model.weights.Weight;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ShortBuffer;

/** Weights stored as floating-point numbers, in their own type or another. */
final class FloatContent {
    /** Elements converted at once. */
    private static final int CHUNK = 1 << 16;

    private FloatContent() {}

    /** The ONNX type in which a weight is kept as it is stored; 32 bits for types that graphs do not compute in. */
    static ElementType stored(Weight weight) {
        return switch (weight.type()) {
            case F16 -> ElementType.FLOAT16;
            case BF16 -> ElementType.BFLOAT16;
            default -> ElementType.FLOAT;
        };
    }

    /** The weight's elements in a floating-point type. */
    static TensorContent of(Weight weight, ElementType type) {
        boolean asStored = weight.type() != TensorType.F64 && stored(weight) == type;
        return asStored ? sink -> sink.bytes(weight.data()) : sink -> convert(weight, type, sink);
    }

    private static void convert(Weight weight, ElementType type, TensorSink sink) {
        for (long start = 0; start < weight.elements(); start += CHUNK) {
            float[] values = new float[(int) Math.min(CHUNK, weight.elements() - start)];
            Floats.read(weight, start, values);
            sink.bytes(bytes(values, type));
        }
    }

    /** Little-endian bytes of the values in a floating-point type, rounded to nearest even. */
    static byte[] bytes(float[] values, ElementType type) {
        if (type == ElementType.FLOAT) {
            ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(values);
            return bytes.array();
        }
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        ShortBuffer halves = bytes.asShortBuffer();
        for (float value : values) {
            halves.put(type == ElementType.FLOAT16 ? Float.floatToFloat16(value) : brain(value));
        }
        return bytes.array();
    }

    // The upper half of the bits, after adding what rounds the lower half to nearest even.
    private static short brain(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }
}
