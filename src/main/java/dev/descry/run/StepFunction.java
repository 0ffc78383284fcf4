package dev.descry.run;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.Outcome;
import dev.descry.chain.Standing;
import dev.descry.chain.Step;
import dev.descry.chain.StepOutcome;
import dev.descry.event.Event;
import dev.descry.event.EventFunction;
import dev.descry.event.StepRequested;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.Image;
import dev.descry.image.ImageException;
import dev.descry.image.ImageId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Does the one step of a run that an event asks for: keeps its result before it answers with the event that follows, so
 * that the same event told again is answered the same and works no model twice. Safe for use by several threads and
 * processes.
 */
public final class StepFunction implements EventFunction {
    private final RunStore runs;
    private final Images images;
    private final ChainRunner runner;
    private final Clock clock;

    /**
     * A function over a store.
     *
     * @param runner knows the experts of this function
     */
    public StepFunction(RunStore runs, Images images, ChainRunner runner, Clock clock) {
        this.runs = runs;
        this.images = images;
        this.runner = runner;
        this.clock = clock;
    }

    /** Takes requests for a step; other events are not for it. */
    @Override
    public Optional<Event> on(Event event, Map<String, String> extensions) {
        return event instanceof StepRequested asked ? Optional.of(on(asked)) : Optional.empty();
    }

    /**
     * The event that follows: the next step, or the run's failure. Blocks while the expert works.
     *
     * @throws PassingFault when the same event may go through later
     * @throws java.io.UncheckedIOException when the store cannot be reached, which passes too
     */
    public Event on(StepRequested asked) {
        int step = asked.slip().step();
        Optional<RunRecord> record = runs.record(asked.run());
        if (record.isEmpty() || step >= record.get().chain().steps().size()) {
            return Onward.failed(
                    asked,
                    Kind.FAULT,
                    "run %s: expected step %d in the store, found none; begin it again"
                            .formatted(asked.run(), step + 1));
        }
        Chain chain = record.get().chain();
        List<StepResult> before = runs.before(asked.run(), step);
        if (before.size() < step) {
            throw new PassingFault("run %s: expected the result of step %d before step %d, found none yet"
                    .formatted(asked.run(), before.size() + 1, step + 1));
        }
        Standing standing = Onward.standing(chain, before);
        Optional<StepResult> kept = runs.result(asked.run(), step);
        if (kept.isPresent()) {
            return Onward.event(asked, chain, standing, kept.get().outcome());
        }
        Optional<String> ended = asked.passage().ended(clock.instant());
        if (ended.isPresent()) {
            return Onward.failed(asked, asked.passage().circling() ? Kind.FAULT : Kind.TIMEOUT, ended.get());
        }
        StepResult done = runs.keep(asked.run(), take(record.get(), step, before, standing));
        return Onward.event(asked, chain, standing, done.outcome());
    }

    private StepResult take(RunRecord record, int step, List<StepResult> before, Standing standing) {
        if (standing.end().isPresent()) {
            return result(
                    record,
                    step,
                    Optional.empty(),
                    new Outcome.Skipped(standing.end().get()));
        }
        Image image;
        try {
            image = images.fetch(record.image());
            requireSame(image.id(), before, record);
        } catch (ImageException e) {
            return result(
                    record, step, Optional.empty(), new Outcome.Failed(Kind.of(e), String.valueOf(e.getMessage())));
        }
        StepOutcome outcome =
                runner.step(record.chain(), step, standing, image).await().indefinitely();
        if (outcome.outcome() instanceof Outcome.Failed(ExpertException.Kind kind, String message)
                && (kind.passing() || kind == Kind.CANCELLED)) {
            throw new PassingFault(message);
        }
        return new StepResult(Optional.of(image.id()), outcome);
    }

    /** A run describes one version of an image: when another one lies there now, that one has a run of its own. */
    private static void requireSame(ImageId found, List<StepResult> before, RunRecord record) {
        Optional<ImageId> first =
                before.stream().flatMap(result -> result.image().stream()).findFirst();
        if (first.isPresent() && !first.get().equals(found)) {
            throw new ImageException(
                    ImageException.Kind.UNREADABLE,
                    "image %s: expected the bytes the first step saw, found others; it was replaced during the run"
                            .formatted(record.image().key()));
        }
    }

    private static StepResult result(RunRecord record, int index, Optional<ImageId> image, Outcome outcome) {
        Step step = record.chain().steps().get(index);
        return new StepResult(image, new StepOutcome(index, step.expert(), outcome, 0));
    }
}
