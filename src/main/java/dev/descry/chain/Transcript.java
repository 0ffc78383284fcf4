package dev.descry.chain;

import dev.descry.caption.Caption;
import dev.descry.image.ImageId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What every step of a chain said about one image.
 *
 * @param imageId of the image
 * @param chain the chain's name
 * @param steps in the order of the chain
 */
public record Transcript(ImageId imageId, String chain, List<StepOutcome> steps) {
    public Transcript {
        steps = List.copyOf(steps);
    }

    /** The newest accepted caption. */
    public Optional<Caption> caption() {
        return steps.reversed().stream().flatMap(Transcript::captions).findFirst();
    }

    /** The steps that failed. */
    public List<Outcome.Failed> failures() {
        return steps.stream().flatMap(Transcript::failures).toList();
    }

    private static Stream<Caption> captions(StepOutcome step) {
        return step.outcome() instanceof Outcome.Captioned(Caption caption) ? Stream.of(caption) : Stream.empty();
    }

    private static Stream<Outcome.Failed> failures(StepOutcome step) {
        return step.outcome() instanceof Outcome.Failed failed ? Stream.of(failed) : Stream.empty();
    }
}
