package dev.descry.chain;

import dev.descry.caption.Caption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a run stands: what the steps done so far mean for the next one.
 *
 * @param description the newest accepted text, without what a judge took out of it; empty before the first
 * @param end why no later step is asked; empty while one is
 * @param texts of the steps so far, newest first, as the experts wrote them
 */
public record Standing(Optional<String> description, Optional<String> end, List<String> texts) {
    /** Before the first step. */
    public static final Standing START = new Standing(Optional.empty(), Optional.empty(), List.of());

    public Standing {
        texts = List.copyOf(texts);
    }

    /** Where the run stands once this step of the chain has ended too. */
    public Standing after(Chain chain, StepOutcome done) {
        return switch (done.outcome()) {
            case Outcome.Captioned(Caption caption) -> {
                String kept = done.kept(caption.text()).orElse(caption.text());
                Standing described =
                        new Standing(kept.isEmpty() ? description : Optional.of(kept), end, textsWith(caption.text()));
                yield addsNothing(chain, caption.text()) ? described.ended("nothing to add") : described;
            }
            case Outcome.Failed failed ->
                chain.steps().get(done.step()).stopsAt(failed)
                        ? ended("step %d failed".formatted(done.step() + 1))
                        : this;
            case Outcome.Skipped skipped -> this;
        };
    }

    /** The same with no further step. */
    public Standing ended(String reason) {
        return new Standing(description, Optional.of(reason), texts);
    }

    /**
     * What the chain's judge is to see once this step, not judged yet, is done: its description, or where only the last
     * one counts, those of the chain that ends here, newest first. Empty when there is nothing to judge.
     */
    public List<String> toJudge(Chain chain, StepOutcome done) {
        Optional<Judging.When> when = chain.judging().map(Judging::when);
        if (when.isEmpty()) {
            return List.of();
        }
        return switch (when.get()) {
            case EVERY_STEP -> done.text().stream().toList();
            case LAST -> endsWith(chain, done) ? textsWith(done) : List.of();
        };
    }

    /** True when this step, not judged yet, is the last one that speaks. */
    public boolean endsWith(Chain chain, StepOutcome done) {
        return done.step() == chain.steps().size() - 1
                || after(chain, done).end().isPresent();
    }

    private List<String> textsWith(StepOutcome done) {
        return done.text().map(this::textsWith).orElse(texts);
    }

    private List<String> textsWith(String text) {
        List<String> all = new ArrayList<>(List.of(text));
        all.addAll(texts);
        return all;
    }

    private boolean addsNothing(Chain chain, String text) {
        return chain.endWhenUnchanged() && description.map(Standing::words).equals(Optional.of(words(text)));
    }

    private static String words(String text) {
        return text.strip().replaceAll("\\s+", " ");
    }
}
