package dev.descry.chain;

import dev.descry.caption.Caption;
import java.util.List;
import java.util.Optional;

/**
 * How a step ended.
 *
 * @param step its place in the chain, from 0
 * @param expert its expert's name
 * @param outcome what came of it; a caption stands here as the expert wrote it, whatever the judge says
 * @param millis of a caption: the expert's work, also when the caption was kept from an earlier run; else the wall time
 *     of the step with all its attempts
 * @param judgements of the descriptions judged after this step: its own, or the one that stands when the step failed
 */
public record StepOutcome(int step, String expert, Outcome outcome, long millis, List<Judgement> judgements) {
    public StepOutcome {
        judgements = List.copyOf(judgements);
    }

    /** An outcome that nobody judged. */
    public StepOutcome(int step, String expert, Outcome outcome, long millis) {
        this(step, expert, outcome, millis, List.of());
    }

    static StepOutcome captioned(int step, String expert, Caption caption) {
        return new StepOutcome(step, expert, new Outcome.Captioned(caption), caption.millis());
    }

    /** The same with what the judge says. */
    public StepOutcome with(List<Judgement> judged) {
        return new StepOutcome(step, expert, outcome, millis, judged);
    }

    /** The caption's text, empty when the step has none. */
    Optional<String> text() {
        return outcome instanceof Outcome.Captioned(Caption caption) ? Optional.of(caption.text()) : Optional.empty();
    }

    /** What pruning left of a text judged after this step; empty when it was not. */
    Optional<String> kept(String text) {
        return judgements.stream()
                .filter(each -> each instanceof Judgement.Judged(var verification, boolean pruned)
                        && pruned
                        && verification.caption().equals(text))
                .map(each -> ((Judgement.Judged) each).verification().kept())
                .findFirst();
    }
}
