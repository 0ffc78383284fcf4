package dev.descry.chain;

import dev.descry.caption.Caption;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.ImageId;
import dev.descry.verify.Verification;
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

    /**
     * Why there is no caption, where {@link #caption} is empty: the last step that failed, else the judge that left nothing
     * of the last description.
     */
    public Outcome.Failed failure() {
        List<Outcome.Failed> failures = failures();
        if (!failures.isEmpty()) {
            return failures.getLast();
        }
        String why = steps.reversed().stream()
                .flatMap(step -> step.judgements().stream())
                .flatMap(Transcript::nothingKept)
                .findFirst()
                .orElse("chain: expected a caption, found none");
        return new Outcome.Failed(Kind.EMPTY_ANSWER, why);
    }

    /** The steps that failed. */
    public List<Outcome.Failed> failures() {
        return steps.stream().flatMap(Transcript::failures).toList();
    }

    private static Stream<String> nothingKept(Judgement judgement) {
        return judgement instanceof Judgement.Judged(Verification by, boolean pruned)
                        && pruned
                        && by.kept().isEmpty()
                ? Stream.of(
                        "judge %s: expected a description that the image shows, found its %d segments all below the similarity %s; lower the threshold or take other experts"
                                .formatted(
                                        by.model(),
                                        by.verdicts().size(),
                                        by.threshold().value()))
                : Stream.empty();
    }

    private static Stream<Caption> captions(StepOutcome step) {
        return step.outcome() instanceof Outcome.Captioned(Caption caption) ? Stream.of(caption) : Stream.empty();
    }

    private static Stream<Outcome.Failed> failures(StepOutcome step) {
        return step.outcome() instanceof Outcome.Failed failed ? Stream.of(failed) : Stream.empty();
    }
}
