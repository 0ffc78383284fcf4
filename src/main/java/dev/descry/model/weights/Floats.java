package dev.descry.model.weights;

import dev.descry.model.ModelException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Objects;

/** Reads stored weights as 32-bit floats, a part at a time, so that no weight need be in memory whole. */
public final class Floats {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfDouble DOUBLE =
            ValueLayout.JAVA_DOUBLE_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Elements converted at once; their bytes stay in the first-level cache. */
    private static final int CHUNK = 4096;

    private Floats() {}

    /**
     * The elements of {@code count} rows from {@code first} on, where a row is everything below the outermost
     * dimension.
     *
     * @throws IndexOutOfBoundsException outside the weight
     */
    public static float[] rows(Weight weight, long first, int count) {
        long width = weight.shape().length == 0 ? 1 : weight.elements() / Math.max(1, weight.shape()[0]);
        float[] target = new float[Math.toIntExact(Math.multiplyExact(width, count))];
        read(weight, Math.multiplyExact(first, width), target);
        return target;
    }

    /**
     * Fills {@code target} with the elements from {@code start} on.
     *
     * @throws ModelException when the weight does not hold floating-point numbers
     * @throws IndexOutOfBoundsException outside the weight
     */
    public static void read(Weight weight, long start, float[] target) {
        Objects.checkFromIndexSize(start, target.length, weight.elements());
        MemorySegment data = weight.data();
        switch (weight.type()) {
            case F32 -> MemorySegment.copy(data, FLOAT, start * Float.BYTES, target, 0, target.length);
            case F16, BF16 -> readHalves(weight, start, target);
            case F64 -> {
                for (int i = 0; i < target.length; i++) {
                    target[i] = (float) data.get(DOUBLE, (start + i) * Double.BYTES);
                }
            }
            case I64, I32, I16, I8, U8, BOOL ->
                throw new ModelException(
                        "weight %s: expected F64, F32, F16 or BF16, found %s".formatted(weight.name(), weight.type()));
        }
    }

    private static void readHalves(Weight weight, long start, float[] target) {
        short[] chunk = new short[Math.min(CHUNK, target.length)];
        for (int done = 0; done < target.length; done += chunk.length) {
            int count = Math.min(chunk.length, target.length - done);
            MemorySegment.copy(weight.data(), SHORT, (start + done) * Short.BYTES, chunk, 0, count);
            if (weight.type() == TensorType.F16) {
                fromHalf(chunk, target, done, count);
            } else {
                fromBrain(chunk, target, done, count);
            }
        }
    }

    private static void fromHalf(short[] source, float[] target, int offset, int count) {
        for (int i = 0; i < count; i++) {
            target[offset + i] = Float.float16ToFloat(source[i]);
        }
    }

    // The upper half of a 32-bit float.
    private static void fromBrain(short[] source, float[] target, int offset, int count) {
        for (int i = 0; i < count; i++) {
            target[offset + i] = Float.intBitsToFloat(source[i] << 16);
        }
    }
}
