package dev.descry.onnx;

/**
 * How many answers are followed at the same time, and which of them wins, with the meaning of transformers.
 *
 * @param beams answers followed; 1 follows the likeliest alone
 * @param lengthPenalty the sum of log-probabilities is divided by length to this power: above 0 favours long answers,
 *     below 0 short ones
 * @param early when the search may end before every answer is as long as it may be
 */
public record BeamSearch(int beams, double lengthPenalty, Early early) {
    /** No search. */
    public static final BeamSearch NONE = new BeamSearch(1, 1, Early.WHEN_UNLIKELY);

    /** When a search ends, besides at the greatest length. */
    public enum Early {
        /** As soon as as many answers ended as there are beams. */
        WHEN_FULL,
        /** When the best answer under way, were it to end now, would not come in any more. */
        WHEN_UNLIKELY,
        /** When no answer under way can come in any more, however long it gets. */
        NEVER
    }

    public BeamSearch {
        if (beams < 1 || !Double.isFinite(lengthPenalty)) {
            throw new IllegalArgumentException(
                    "beam search: expected 1 or more beams and a finite length penalty, found %d and %s"
                            .formatted(beams, lengthPenalty));
        }
    }
}
