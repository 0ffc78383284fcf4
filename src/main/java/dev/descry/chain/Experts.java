package dev.descry.chain;

import dev.descry.expert.Expert;

/** Experts by name. Asked by several threads; may take the time to open a model, and gives the same one every time. */
@FunctionalInterface
public interface Experts {
    /**
     * Looks an expert up.
     *
     * @throws dev.descry.expert.ExpertException {@code MODEL_MISSING} or {@code MODEL_MISMATCH}
     */
    Expert find(String name);

    /** Frees what the expert holds, when no call of it is under way; the next lookup may take the time to open it again. */
    default void release(String name) {}
}
