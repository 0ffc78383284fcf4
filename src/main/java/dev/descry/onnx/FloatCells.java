package dev.descry.onnx;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.descry.ort.ElementType;
import dev.descry.ort.OrtTensor;
import java.lang.foreign.MemorySegment;

/** Reads and writes floats in a host tensor, whether it holds them in 32 or 16 bits. Offsets count elements. */
final class FloatCells {
    private FloatCells() {}

    /** A host tensor of these values. */
    static OrtTensor of(float[] values, ElementType type, long... shape) {
        if (type == ElementType.FLOAT) {
            return OrtTensor.of(values, shape);
        }
        OrtTensor tensor = OrtTensor.allocate(type, shape);
        write(values, 0, tensor, 0, values.length);
        return tensor;
    }

    /** All values of a host tensor. */
    static float[] all(OrtTensor tensor) {
        float[] values = new float[Math.toIntExact(tensor.elements())];
        read(tensor, 0, values, 0, values.length);
        return values;
    }

    static void read(OrtTensor tensor, long offset, float[] target, int at, int count) {
        MemorySegment memory = tensor.segment();
        if (tensor.type() == ElementType.FLOAT) {
            MemorySegment.copy(memory, JAVA_FLOAT, offset * Float.BYTES, target, at, count);
            return;
        }
        boolean half = half(tensor);
        for (int i = 0; i < count; i++) {
            short bits = memory.getAtIndex(JAVA_SHORT, offset + i);
            target[at + i] = half ? Float.float16ToFloat(bits) : Float.intBitsToFloat(bits << 16);
        }
    }

    static void write(float[] source, int from, OrtTensor tensor, long offset, int count) {
        MemorySegment memory = tensor.segment();
        if (tensor.type() == ElementType.FLOAT) {
            MemorySegment.copy(source, from, memory, JAVA_FLOAT, offset * Float.BYTES, count);
            return;
        }
        boolean half = half(tensor);
        for (int i = 0; i < count; i++) {
            float value = source[from + i];
            memory.setAtIndex(JAVA_SHORT, offset + i, half ? Float.floatToFloat16(value) : bfloat16(value));
        }
    }

    private static boolean half(OrtTensor tensor) {
        return switch (tensor.type()) {
            case FLOAT16 -> true;
            case BFLOAT16 -> false;
            default -> throw new IllegalArgumentException("tensor: expected floats, found " + tensor);
        };
    }

    /** The upper half of a float, rounded to the nearest, ties to even. */
    private static short bfloat16(float value) {
        int bits = Float.floatToIntBits(value);
        return (short) ((bits + 0x7FFF + (bits >>> 16 & 1)) >>> 16);
    }
}
