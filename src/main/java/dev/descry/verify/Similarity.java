package dev.descry.verify;

/**
 * How well a text fits an image.
 *
 * @param value cosine of their embeddings, -1 to 1; for a text read in parts the mean over them
 * @param windows parts in which the text was read: 1 unless it is too long for the model
 */
public record Similarity(double value, int windows) {
    public Similarity {
        if (!(Math.abs(value) <= 1) || windows < 1) {
            throw new IllegalArgumentException(
                    "similarity: expected -1 to 1 over 1 or more windows, found %s over %d".formatted(value, windows));
        }
    }
}
