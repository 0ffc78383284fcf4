package dev.descry.model.weights;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where the elements of a tensor lie in memory.
 *
 * @param shape dimensions, outermost first
 * @param steps from one element to the next along each dimension, in elements
 */
public record Strides(long[] shape, long[] steps) {
    /** The strides of a matrix [rows, columns] that lies in memory as [columns, rows]. */
    public static Strides transposed(long rows, long columns) {
        return new Strides(new long[] {rows, columns}, new long[] {1, rows});
    }

    /** How many there are. */
    public long elements() {
        long product = 1;
        for (long dimension : shape) {
            product = Math.multiplyExact(product, dimension);
        }
        return product;
    }

    /** Whether the elements lie one after another, row by row. */
    public boolean inOrder() {
        long step = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            if (shape[i] > 1 && steps[i] != step) {
                return elements() == 0;
            }
            step *= shape[i];
        }
        return true;
    }

    /** The elements of {@code size} bytes one after another, row by row, in memory of the arena. */
    public MemorySegment ordered(MemorySegment data, int size, Arena arena) {
        MemorySegment target = arena.allocate(elements() * size, size);
        long[] place = new long[shape.length];
        long from = 0;
        for (long to = 0; to < elements(); to++) {
            MemorySegment.copy(data, from * size, target, to * size, size);
            for (int axis = shape.length - 1; axis >= 0; axis--) {
                from += steps[axis];
                if (++place[axis] < shape[axis]) {
                    break;
                }
                from -= steps[axis] * shape[axis];
                place[axis] = 0;
            }
        }
        return target;
    }
}
