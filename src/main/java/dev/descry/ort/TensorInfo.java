package dev.descry.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.stream.LongStream;

/** What an {@code OrtTensorTypeAndShapeInfo} says. */
record TensorInfo(ElementType type, List<Long> shape, List<String> axes) {
    static TensorInfo read(FunctionTable functions, MemorySegment info) {
        ElementType type = ElementType.of(functions.number(Slot.GET_TENSOR_ELEMENT_TYPE, info));
        int rank = Math.toIntExact(functions.size(Slot.GET_DIMENSIONS_COUNT, info));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lengths = arena.allocate(JAVA_LONG, Math.max(rank, 1));
            functions.call(Slot.GET_DIMENSIONS, info, lengths, (long) rank);
            MemorySegment names = arena.allocate(ADDRESS, Math.max(rank, 1));
            functions.call(Slot.GET_SYMBOLIC_DIMENSIONS, info, names, (long) rank);
            List<Long> shape = LongStream.range(0, rank)
                    .map(i -> lengths.getAtIndex(JAVA_LONG, i))
                    .boxed()
                    .toList();
            return new TensorInfo(type, shape, OrtRuntime.texts(names, rank));
        }
    }

    long[] lengths() {
        return shape.stream().mapToLong(Long::longValue).toArray();
    }
}
