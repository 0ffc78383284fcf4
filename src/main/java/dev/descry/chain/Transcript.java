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

    /** The newest accepted caption, without what a judge took out of it; one of which nothing is left does not count. */
    public Optional<Caption> caption() {
        return steps.reversed().stream()
                .flatMap(Transcript::captions)
                .map(this::pruned)
                .filter(caption -> !caption.text().isEmpty())
                .findFirst();
    }

    private Caption pruned(Caption caption) {
        return steps.stream()
                .flatMap(step -> step.kept(caption.text()).stream())
                .findFirst()
                .map(kept -> caption.withText(kept, caption.finishReason()))
                .orElse(caption);
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
