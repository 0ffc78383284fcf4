package dev.descry.chain;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Experts in the order in which they see the image and the description so far.
 *
 * @param name for people and reports
 * @param steps one or more
 * @param endWhenUnchanged skips the rest once a step gives the description back as it was
 * @param judging how descriptions are held against the image; empty when they are not
 */
public record Chain(String name, List<Step> steps, boolean endWhenUnchanged, Optional<Judging> judging) {
    public Chain {
        steps = List.copyOf(steps);
        if (name.isBlank() || steps.isEmpty()) {
            throw new IllegalArgumentException(
                    "chain: expected a name and one step or more, found '%s' and %d".formatted(name, steps.size()));
        }
    }

    /** A chain whose descriptions nobody judges. */
    public Chain(String name, List<Step> steps, boolean endWhenUnchanged) {
        this(name, steps, endWhenUnchanged, Optional.empty());
    }

    /** The same, judged. */
    public Chain withJudging(Judging how) {
        return new Chain(name, steps, endWhenUnchanged, Optional.of(how));
    }

    /** The same with other random draws in every step, for one more caption of the same image. */
    public Chain reseeded(long by) {
        return by == 0
                ? this
                : new Chain(
                        name,
                        steps.stream()
                                .map(step -> step.withDecoding(
                                        step.decoding().withSeed(step.decoding().seed() + by)))
                                .toList(),
                        endWhenUnchanged,
                        judging);
    }

    /** The named experts with the bundled prompts; ends early when a step adds nothing. */
    public static Chain of(String... experts) {
        return new Chain(
                String.join(",", experts),
                List.of(experts).stream().map(Step::of).toList(),
                true);
    }

    /**
     * Refuses prompts that name fields which the images do not have, before any image is read.
     *
     * @param known fields that every image has
     * @throws IllegalArgumentException naming the field and those that are known
     */
    public void requireFields(Set<String> known) {
        for (Step step : steps) {
            for (String field : step.fields()) {
                if (!known.contains(field)) {
                    throw new IllegalArgumentException("prompt of step %s: expected %s, found the hole {%s}"
                            .formatted(step.expert(), holes(known), field));
                }
            }
        }
    }

    private static String holes(Set<String> known) {
        return known.isEmpty()
                ? "no hole but {description}, as these images have no fields"
                : "holes for " + String.join(", ", new TreeSet<>(known));
    }

    /** The failure that ended a run of this chain before its last step could speak; empty when none did. */
    public Optional<StepOutcome> stoppedBy(Transcript transcript) {
        return transcript.steps().stream()
                .filter(done -> done.outcome() instanceof Outcome.Failed failed
                        && steps.get(done.step()).stopsAt(failed))
                .findFirst();
    }
}
