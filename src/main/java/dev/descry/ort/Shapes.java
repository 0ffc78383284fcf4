package dev.descry.ort;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Arithmetic on the lengths of a tensor's axes. */
final class Shapes {
    private Shapes() {}

    /** Bytes of a dense tensor; fails on a negative length, and where the product does not fit a long. */
    static long bytes(ElementType type, long... shape) {
        long bytes = type.bytes();
        for (long length : shape) {
            if (length < 0) {
                throw new IllegalArgumentException(
                        "tensor shape: expected lengths of 0 or more, found " + Arrays.toString(shape));
            }
            bytes = Math.multiplyExact(bytes, length);
        }
        return bytes;
    }

    /** The shape, once found to hold so many values. */
    static long[] holding(int values, long... shape) {
        if (bytes(ElementType.BOOL, shape) != values) {
            throw new IllegalArgumentException(
                    "tensor: expected values for " + Arrays.toString(shape) + ", found " + values);
        }
        return shape;
    }

    /** The shape as a C array of {@code int64_t}. */
    static MemorySegment lengths(Arena arena, long... shape) {
        return shape.length == 0 ? arena.allocate(JAVA_LONG) : arena.allocateFrom(JAVA_LONG, shape);
    }
}
