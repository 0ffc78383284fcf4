package dev.descry.experts.chat;

/** Hears how far a pull is. Called on the thread that waits for the model. */
@FunctionalInterface
public interface PullProgress {
    /** Hears nothing. */
    PullProgress NONE = (model, what, done, total) -> {};

    /**
     * The server did a part.
     *
     * @param what in the server's words, for example {@code pulling 6a0746a1ec1a}
     * @param done bytes of that part
     * @param total bytes of that part; 0 when unknown
     */
    void pulled(String model, String what, long done, long total);
}
