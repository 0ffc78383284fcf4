package dev.descry.model.graph;

import java.lang.foreign.MemorySegment;

/** Takes the little-endian bytes of a tensor in order. */
interface TensorSink {
    /** The next bytes. */
    void bytes(MemorySegment bytes);

    default void bytes(byte[] bytes) {
        bytes(MemorySegment.ofArray(bytes));
    }
}
