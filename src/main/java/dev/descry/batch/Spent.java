package dev.descry.batch;

import dev.descry.caption.Caption;

/**
 * What captions took to write.
 *
 * @param captions how many
 * @param millis of the experts' work
 * @param promptTokens read
 * @param tokens written
 */
public record Spent(long captions, long millis, long promptTokens, long tokens) {
    /** Nothing yet. */
    public static final Spent NOTHING = new Spent(0, 0, 0, 0);

    /** With one more caption. */
    public Spent plus(Caption caption) {
        return new Spent(
                captions + 1,
                millis + caption.millis(),
                promptTokens + caption.promptTokens(),
                tokens + caption.tokens().size());
    }

    /** Both together. */
    Spent plus(Spent other) {
        return new Spent(
                captions + other.captions,
                millis + other.millis,
                promptTokens + other.promptTokens,
                tokens + other.tokens);
    }

    /** So many times this, rounded. */
    Spent times(double factor) {
        return new Spent(
                Math.round(captions * factor),
                Math.round(millis * factor),
                Math.round(promptTokens * factor),
                Math.round(tokens * factor));
    }
}
