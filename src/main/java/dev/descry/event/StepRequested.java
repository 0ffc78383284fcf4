package dev.descry.event;

import dev.descry.image.ImageRef;

/**
 * The next function is to do its part of a run.
 *
 * @param run the run, whose chain and results lie in the store under {@link RunId#folder()}
 * @param image where the image lies
 * @param slip the function asked and those after it
 */
public record StepRequested(RunId run, ImageRef image, RoutingSlip slip, Passage passage) implements Event {
    public static final String TYPE = "dev.descry.step.requested";

    @Override
    public String type() {
        return TYPE;
    }

    @Override
    public String id() {
        return run + "." + slip.step();
    }
}
