package dev.descry.model.weights;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What can come out of a pickle of tensors, and nothing else. */
sealed interface PickleValue {
    /** A mark on the stack. */
    record Mark() implements PickleValue {}

    record None() implements PickleValue {}

    record Flag(boolean value) implements PickleValue {}

    record Whole(long value) implements PickleValue {}

    record Real(double value) implements PickleValue {}

    record Text(String value) implements PickleValue {}

    record Tuple(List<PickleValue> items) implements PickleValue {}

    /** Compared by identity, as it may grow, and may even hold itself. */
    final class Array implements PickleValue {
        final List<PickleValue> items = new ArrayList<>();
    }

    /** Compared by identity, as it may grow, and may even hold itself. */
    final class Dictionary implements PickleValue {
        final Map<String, PickleValue> entries = new LinkedHashMap<>();
    }

    /** A name of Python that a pickle of tensors may use. */
    enum Name implements PickleValue {
        ORDERED_DICT,
        REBUILD_TENSOR,
        REBUILD_PARAMETER
    }

    /** The type of a storage. */
    record StorageType(TensorType type) implements PickleValue {}

    /**
     * A run of elements in an entry of the archive.
     *
     * @param key the entry's name below {@code data/}
     * @param elements how many the pickle says there are
     */
    record Storage(TensorType type, String key, long elements) implements PickleValue {}

    /**
     * A view of a storage.
     *
     * @param offset of the first element, in elements
     * @param strides from one element to the next along each dimension, in elements
     */
    record Tensor(Storage storage, long offset, long[] shape, long[] strides) implements PickleValue {}
}
