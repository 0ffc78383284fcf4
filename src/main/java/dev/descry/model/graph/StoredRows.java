package dev.descry.model.graph;

import dev.descry.model.weights.Weight;

/** Views of some rows of a stored weight, where a row is everything below the outermost dimension. */
final class StoredRows {
    private StoredRows() {}

    static Weight of(Weight weight, long first, long count) {
        long rowBytes = weight.data().byteSize() / weight.shape()[0];
        long[] shape = weight.shape().clone();
        shape[0] = count;
        return new Weight(
                weight.name(), weight.type(), shape, weight.data().asSlice(first * rowBytes, count * rowBytes));
    }

    /** The same elements as a matrix: the outermost dimension by everything below it. */
    static Weight matrix(Weight weight) {
        long rows = weight.shape()[0];
        return new Weight(weight.name(), weight.type(), new long[] {rows, weight.elements() / rows}, weight.data());
    }
}
