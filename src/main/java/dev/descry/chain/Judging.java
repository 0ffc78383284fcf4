package dev.descry.chain;

import dev.descry.verify.Segmentation;
import dev.descry.verify.Threshold;

/**
 * How a chain's descriptions are held against the image.
 *
 * @param model name under which the scorer is looked up
 * @param when which descriptions are judged
 * @param effect what becomes of segments below the threshold
 */
public record Judging(String model, When when, Effect effect, Segmentation segmentation, Threshold threshold) {
    /** Which descriptions are judged. */
    public enum When {
        /** That of every step, before the next one sees it. */
        EVERY_STEP,
        /** The one that stands at the end. */
        LAST
    }

    /** What becomes of segments below the threshold. */
    public enum Effect {
        /** They stay; the transcript says how they scored. */
        REPORT,
        /** They are taken out of the description; the transcript keeps them with their scores. */
        PRUNE
    }

    public Judging {
        if (model.isBlank()) {
            throw new IllegalArgumentException("judge: expected the name of a model, found none");
        }
    }

    /** The sentences of the last description, pruned at the standard threshold. */
    public static Judging of(String model) {
        return new Judging(model, When.LAST, Effect.PRUNE, new Segmentation.Sentences(), Threshold.STANDARD);
    }
}
