package dev.descry.batch;

import dev.descry.batch.BatchReport.Slow;
import dev.descry.batch.BatchReport.StepReport;
import dev.descry.caption.Caption;
import dev.descry.chain.Chain;
import dev.descry.chain.Outcome;
import dev.descry.chain.StepOutcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** What the steps of a chain did over all images. Guarded by its owner. */
final class StepTally {
    private static final int SLOWEST = 10;

    private final List<StepReport> steps = new ArrayList<>();
    private final PriorityQueue<Slow> slowest = new PriorityQueue<>(Comparator.comparingLong(Slow::millis));
    private Spent spent = Spent.NOTHING;
    private long done;

    StepTally(Chain chain) {
        chain.steps().forEach(step -> steps.add(new StepReport(step.expert(), 0, 0, 0, Spent.NOTHING)));
    }

    int count() {
        return steps.size();
    }

    long done() {
        return done;
    }

    Spent spent() {
        return spent;
    }

    /** An image failed before its first step. */
    void passedOver() {
        done += steps.size();
    }

    void add(String image, List<StepOutcome> taken, List<Integer> asked) {
        long millis = 0;
        for (StepOutcome step : taken) {
            boolean worked = asked.contains(step.step());
            steps.set(step.step(), more(steps.get(step.step()), step.outcome(), worked));
            millis += worked ? step.millis() : 0;
            done++;
        }
        slow(image, millis);
    }

    List<StepReport> reports() {
        return List.copyOf(steps);
    }

    List<Slow> slowest() {
        return slowest.stream()
                .sorted(Comparator.comparingLong(Slow::millis).reversed())
                .toList();
    }

    private StepReport more(StepReport step, Outcome outcome, boolean asked) {
        return switch (outcome) {
            case Outcome.Captioned(Caption caption)
            when asked -> {
                spent = spent.plus(caption);
                yield new StepReport(
                        step.expert(),
                        step.kept(),
                        step.skipped(),
                        step.failed(),
                        step.spent().plus(caption));
            }
            case Outcome.Captioned kept ->
                new StepReport(step.expert(), step.kept() + 1, step.skipped(), step.failed(), step.spent());
            case Outcome.Skipped skipped ->
                new StepReport(step.expert(), step.kept(), step.skipped() + 1, step.failed(), step.spent());
            case Outcome.Failed failed ->
                new StepReport(step.expert(), step.kept(), step.skipped(), step.failed() + 1, step.spent());
        };
    }

    private void slow(String image, long millis) {
        if (millis > 0) {
            long before = slowest.stream()
                    .filter(known -> known.image().equals(image))
                    .mapToLong(Slow::millis)
                    .sum();
            slowest.removeIf(known -> known.image().equals(image));
            slowest.add(new Slow(image, before + millis));
            if (slowest.size() > SLOWEST) {
                slowest.poll();
            }
        }
    }
}
