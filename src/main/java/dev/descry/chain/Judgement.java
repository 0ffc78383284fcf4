package dev.descry.chain;

import dev.descry.expert.ExpertException;
import dev.descry.verify.Verification;

/** What came of judging one description. */
public sealed interface Judgement {
    /**
     * It was judged.
     *
     * @param pruned whether the description goes on without the removed segments
     */
    record Judged(Verification verification, boolean pruned) implements Judgement {}

    /** The judge failed; the description goes on as it was. */
    record Unjudged(ExpertException.Kind kind, String message) implements Judgement {}
}
