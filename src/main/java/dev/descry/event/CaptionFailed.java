package dev.descry.event;

import dev.descry.chain.Outcome;
import dev.descry.image.ImageRef;

/**
 * A run ended without what it was for.
 *
 * @param step place in the route of the function that failed, from 0
 * @param failure why, for the user
 */
public record CaptionFailed(RunId run, ImageRef image, int step, Outcome.Failed failure, Passage passage)
        implements Event {
    public static final String TYPE = "dev.descry.caption.failed";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String id() {
        return run + ".failed";
    }
}
