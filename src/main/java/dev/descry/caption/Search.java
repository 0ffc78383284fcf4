package dev.descry.caption;

/**
 * How an expert that can follow several answers at the same time chooses among them. Experts that cannot write one.
 *
 * @param beams answers followed; 1 follows the likeliest alone; 0 leaves it to the model's own recipe
 * @param lengthPenalty above 0 favours long answers, below 0 short ones
 * @param minNewTokens the answer does not end before
 */
public record Search(int beams, double lengthPenalty, int minNewTokens) {
    /** What the model's authors use. */
    public static final Search OWN = new Search(0, 1, 0);

    /** One answer. */
    public static final Search NONE = new Search(1, 1, 0);

    /** More would need more memory than an answer is worth. */
    private static final int MOST = 32;

    public Search {
        if (beams < 0 || beams > MOST) {
            throw new IllegalArgumentException("beams: expected 0 to " + MOST + ", found " + beams);
        }
        if (!Double.isFinite(lengthPenalty)) {
            throw new IllegalArgumentException("length penalty: expected a finite number, found " + lengthPenalty);
        }
        if (minNewTokens < 0) {
            throw new IllegalArgumentException("min new tokens: expected 0 or more, found " + minNewTokens);
        }
    }
}
