package dev.descry.model.weights;

import java.util.Set;

/** The weights of one checkpoint by name. Reading one must not load the others. */
public interface Weights extends AutoCloseable {
    /** All names, in the newer naming (see {@code CheckpointNames}). */
    Set<String> names();

    /**
     * The weight of that name.
     *
     * @throws dev.descry.model.ModelException when there is none
     */
    Weight get(String name);

    @Override
    void close();
}
