package dev.descry.model.graph;

/** The bytes of one tensor, made while they are written, so that no tensor need be in memory whole. */
@FunctionalInterface
interface TensorContent {
    void writeTo(TensorSink sink);
}
