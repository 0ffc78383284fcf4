package dev.descry.batch;

import dev.descry.chain.Outcome;
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
    private final long start = System.nanoTime();
    private final SortedMap<String, BatchReport.Problems> problems = new TreeMap<>();
    private OptionalLong found = OptionalLong.empty();
    private long captioned;
    private long failed;
    private long skipped;

    Tally(BatchListener listener, OptionalLong limit) {
        this.listener = listener;
        this.limit = limit;
    }

    synchronized void found(long images) {
        found = OptionalLong.of(images);
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
                note(image, problem);
            }
            case ImageOutcome.Skipped skip -> skipped++;
        }
        listener.onImage(image, outcome, progress());
    }

    synchronized BatchReport report(boolean stopped) {
        return new BatchReport(progress(), new TreeMap<>(problems), stopped);
    }

    private Progress progress() {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        return new Progress(captioned, failed, skipped, total(), elapsed);
    }

    /** Images passed over do not count against the limit, so it moves the end while they are met. */
    private OptionalLong total() {
        if (found.isEmpty() || limit.isEmpty()) {
            return found;
        }
        return OptionalLong.of(Math.min(found.getAsLong(), limit.getAsLong() + skipped));
    }

    private void note(ImageFile image, Problem problem) {
        BatchReport.Problems known = problems.getOrDefault(problem.kind(), new BatchReport.Problems(0, List.of()));
        List<BatchReport.Example> examples = new ArrayList<>(known.examples());
        boolean told = examples.stream().anyMatch(example -> example.message().equals(problem.message()));
        if (!told && examples.size() < EXAMPLES) {
            examples.add(new BatchReport.Example(image.name(), problem.message()));
        }
        problems.put(problem.kind(), new BatchReport.Problems(known.count() + 1, List.copyOf(examples)));
    }
}
