package dev.descry.model.weights;

import java.lang.foreign.MemorySegment;

/**
 * One stored weight: its elements lie row by row, little-endian, in {@code data}, which is a view of the mapped
 * checkpoint and lives as long as that.
 *
 * @param shape dimensions, outermost first
 */
public record Weight(String name, TensorType type, long[] shape, MemorySegment data) {
    public Weight {
        long expected = elements(shape) * type.bytes();
        if (data.byteSize() != expected) {
            throw new IllegalArgumentException(
                    "weight %s: expected %d bytes, found %d".formatted(name, expected, data.byteSize()));
        }
    }

    /** Number of elements. */
    public long elements() {
        return elements(shape);
    }

    private static long elements(long[] shape) {
        long product = 1;
        for (long dimension : shape) {
            product = Math.multiplyExact(product, dimension);
        }
        return product;
    }
}
