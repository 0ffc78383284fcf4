package dev.descry.expert;

/** Hears a caption while it is written. Called on the expert's thread; must return quickly. */
@FunctionalInterface
public interface TokenListener {
    /** Hears nothing. */
    TokenListener NONE = (id, text) -> {};

    /**
     * One token was generated.
     *
     * @param id in the model's vocabulary
     * @param text the characters it completes; empty while a character's bytes are still incomplete
     */
    void onToken(int id, String text);
}
