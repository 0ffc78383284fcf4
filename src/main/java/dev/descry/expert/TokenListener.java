package dev.descry.expert;

/** Hears a caption while it is written. Called on the expert's thread; must return quickly. */
@FunctionalInterface
public interface TokenListener {
    /** Hears nothing. */
    TokenListener NONE = (id, text) -> {};

    /** Stands for the id where the expert tells only text. */
    int NO_ID = -1;

    /**
     * One token was generated.
     *
     * @param id in the model's vocabulary, or {@link #NO_ID}
     * @param text the characters it completes; empty while a character's bytes are still incomplete
     */
    void onToken(int id, String text);
}
