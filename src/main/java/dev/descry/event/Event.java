package dev.descry.event;

import dev.descry.image.ImageRef;

/** Something that one function tells the others about a run. It names the image and never holds it. */
public sealed interface Event permits StepRequested, CaptionCompleted, CaptionFailed {
    /** The type of the CloudEvent. */
    String type();

    /** The run it is about. */
    RunId run();

    /** The run's image. */
    ImageRef image();

    /** What it carries along. */
    Passage passage();

    /**
     * The id of the CloudEvent. The same thing told twice has the same id, so that whoever hears it twice can tell.
     */
    String id();
}
