package dev.descry.evaluate;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One caption measured.
 *
 * @param image the run's name for it
 * @param text as it was measured
 * @param figures of the text alone
 * @param rougeL 0..1; empty without references
 * @param ciderD 0..10; empty without references
 * @param clip against the image; empty where no model or no image was given
 */
public record Measured(
        String image,
        String text,
        TextFigures figures,
        OptionalDouble rougeL,
        OptionalDouble ciderD,
        Optional<ClipScore> clip) {}
