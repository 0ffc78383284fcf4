package dev.descry.batch;

import dev.descry.batch.BatchReport.Example;
import dev.descry.batch.BatchReport.Problems;
import dev.descry.chain.Chain;
import dev.descry.chain.Outcome;
import dev.descry.chain.StepOutcome;
import dev.descry.chain.Transcript;
import dev.descry.dataset.ImageFile;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** The counts of a batch under way. Safe for use by several threads. */
final class Tally {
    private static final int EXAMPLES = 3;

    private final BatchListener listener;
    private final OptionalLong limit;
    private final StepTally steps;
    private final long start = System.nanoTime();
    private final SortedMap<String, Long> reasons = new TreeMap<>();
    private final SortedMap<String, Problems> problems = new TreeMap<>();
    private Problems nearDuplicates = Problems.NONE;
    private OptionalLong found = OptionalLong.empty();
    private long identical;
    private long captioned;
    private long failed;
    private long skipped;

    Tally(BatchListener listener, OptionalLong limit, Chain chain) {
        this.listener = listener;
        this.limit = limit;
        this.steps = new StepTally(chain);
    }

    synchronized void found(long images) {
        found = OptionalLong.of(images);
    }

    /** So many images are still to come after those that were left alone. */
    synchronized void foundMore(long images) {
        found = OptionalLong.of(skipped + images);
    }

    /**
     * Some steps of an image were taken.
     *
     * @param asked those in which an expert was asked, by their place in the chain
     */
    synchronized void took(ImageFile image, List<StepOutcome> taken, List<Integer> asked) {
        steps.add(image.name(), taken, asked);
    }

    /** An image has the bytes of an earlier one. */
    synchronized void identical() {
        identical++;
    }

    /** An image looks like an earlier one. */
    synchronized void nearDuplicate(ImageFile image, String earlier) {
        nearDuplicates = more(nearDuplicates, image, "looks like " + earlier);
    }

    synchronized void add(ImageFile image, ImageOutcome outcome) {
        switch (outcome) {
            case ImageOutcome.Captioned(Transcript transcript) -> {
                captioned++;
                for (Outcome.Failed step : transcript.failures()) {
                    note(image, Problem.of(step));
                }
            }
            case ImageOutcome.Failed(Problem problem, Optional<Transcript> transcript) -> {
                failed++;
                if (transcript.isEmpty()) {
                    steps.passedOver();
                }
                note(image, problem);
            }
            case ImageOutcome.Skipped(String reason) -> {
                skipped++;
                reasons.merge(reason, 1L, Long::sum);
            }
        }
        listener.onImage(image, outcome, progress());
    }

    synchronized BatchReport report(boolean stopped) {
        return new BatchReport(
                progress(),
                new TreeMap<>(reasons),
                new TreeMap<>(problems),
                steps.reports(),
                steps.slowest(),
                identical,
                nearDuplicates,
                Optional.empty(),
                stopped,
                problems.containsKey(Problem.BUDGET_SPENT));
    }

    private Progress progress() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return new Progress(captioned, failed, skipped, total(), steps.count(), steps.done(), steps.spent(), elapsed);
    }

    /** Images passed over do not count against the limit, so it moves the end while they are met. */
    private OptionalLong total() {
        if (found.isEmpty() || limit.isEmpty()) {
            return found;
        }
        return OptionalLong.of(Math.min(found.getAsLong(), limit.getAsLong() + skipped));
    }

    private void note(ImageFile image, Problem problem) {
        problems.put(
                problem.kind(), more(problems.getOrDefault(problem.kind(), Problems.NONE), image, problem.message()));
    }

    private static Problems more(Problems known, ImageFile image, String message) {
        List<Example> examples = new ArrayList<>(known.examples());
        boolean told = examples.stream().anyMatch(example -> example.message().equals(message));
        if (!told && examples.size() < EXAMPLES) {
            examples.add(new Example(image.name(), message));
        }
        return new Problems(known.count() + 1, List.copyOf(examples));
    }
}
