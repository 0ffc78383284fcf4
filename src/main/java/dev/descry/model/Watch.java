package dev.descry.model;

import java.util.concurrent.CancellationException;

/** Who waits for a download, a check or a build: hears how far it is, and may call it off. */
public interface Watch {
    /** Nobody waits. */
    Watch NONE = progress -> {};

    /** Called a few times a second by the working thread. */
    void progress(Progress progress);

    /** Whether to stop. Asked between blocks of bytes. */
    default boolean cancelled() {
        return false;
    }

    /**
     * Ends the work when it was called off.
     *
     * @throws CancellationException when {@link #cancelled}, or when the thread was interrupted
     */
    default void check(String what) {
        if (cancelled() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException(what + ": cancelled");
        }
    }
}
