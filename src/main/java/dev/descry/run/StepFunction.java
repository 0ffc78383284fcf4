package dev.descry.run;

import dev.descry.chain.ChainRunner;
import dev.descry.chain.Judgement;
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
import java.util.stream.Stream;

/**
 * Does the one step or judgement of a run that an event asks for: keeps its result before it answers with the event that follows, so
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
     * @param runner knows the experts and judges of this function
     */
    public StepFunction(RunStore runs, Images images, ChainRunner runner, Clock clock) {
        this.runs = runs;
        this.images = images;
        this.runner = runner;
        this.clock = clock;
    }

    /** Takes requests for a step or a judgement; other events are not for it. */
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
        Optional<RunRecord> record = runs.record(asked.run());
        if (record.isEmpty()) {
            return nothing(asked);
        }
        return switch (Stop.at(record.get().chain(), asked.slip().step())) {
            case Stop.Describe(int step) -> describe(asked, record.get(), step);
            case Stop.Judge(int step) -> judge(asked, record.get(), step);
            case Stop.End end -> nothing(asked);
        };
    }

    private static Event nothing(StepRequested asked) {
        return Onward.failed(
                asked,
                Kind.FAULT,
                "run %s: expected step %d in the store, found none; begin it again"
                        .formatted(asked.run(), asked.slip().step() + 1));
    }

    private Event describe(StepRequested asked, RunRecord record, int step) {
        List<StepResult> before = runs.before(record, step);
        if (before.size() < step) {
            throw tooEarly(asked, before.size(), "step " + (step + 1));
        }
        Standing standing = Onward.standing(record.chain(), before);
        Optional<StepResult> kept = runs.result(asked.run(), step);
        if (kept.isEmpty()) {
            Optional<Event> refused = refused(asked);
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        StepResult done = kept.orElseGet(() -> runs.keep(asked.run(), take(record, step, before, standing)));
        return Onward.described(asked, record.chain(), standing, done.outcome());
    }

    private Event judge(StepRequested asked, RunRecord record, int last) {
        Due due = Due.find(runs, record, last).orElseThrow(() -> tooEarly(asked, last, "its judgement"));
        Optional<StepResult> kept = runs.judged(asked.run(), due.step());
        if (kept.isEmpty()) {
            Optional<Event> refused = refused(asked);
            if (refused.isPresent()) {
                return refused.get();
            }
        }
        StepResult judged = kept.orElseGet(() -> runs.keepJudged(asked.run(), due.judged(judged(record, due))));
        return Onward.judged(asked, record.chain(), due.standing(), judged.outcome());
    }

    /** The run's failure where it may not go on. */
    private Optional<Event> refused(StepRequested asked) {
        return asked.passage()
                .ended(clock.instant())
                .map(why -> Onward.failed(asked, asked.passage().circling() ? Kind.FAULT : Kind.TIMEOUT, why));
    }

    private static PassingFault tooEarly(StepRequested asked, int missing, String what) {
        return new PassingFault("run %s: expected the result of step %d before %s, found none yet"
                .formatted(asked.run(), missing + 1, what));
    }

    private StepOutcome judged(RunRecord record, Due due) {
        StepOutcome outcome = due.result().outcome();
        if (!due.any(record.chain())) {
            return outcome;
        }
        Image image;
        try {
            image = images.fetch(record.image());
            requireSame(image.id(), Stream.concat(due.before().stream(), Stream.of(due.result())), record);
        } catch (ImageException e) {
            return outcome.with(List.of(new Judgement.Unjudged(Kind.of(e), String.valueOf(e.getMessage()))));
        }
        StepOutcome judged = runner.judge(record.chain(), due.standing(), outcome, image)
                .await()
                .indefinitely();
        for (Judgement each : judged.judgements()) {
            if (each instanceof Judgement.Unjudged(ExpertException.Kind kind, String message)) {
                requireLasting(kind, message);
            }
        }
        return judged;
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
            requireSame(image.id(), before.stream(), record);
        } catch (ImageException e) {
            return result(
                    record, step, Optional.empty(), new Outcome.Failed(Kind.of(e), String.valueOf(e.getMessage())));
        }
        StepOutcome outcome =
                runner.step(record.chain(), step, standing, image).await().indefinitely();
        if (outcome.outcome() instanceof Outcome.Failed(ExpertException.Kind kind, String message)) {
            requireLasting(kind, message);
        }
        return new StepResult(Optional.of(image.id()), outcome);
    }

    private static void requireLasting(Kind kind, String message) {
        if (kind.passing() || kind == Kind.CANCELLED) {
            throw new PassingFault(message);
        }
    }

    /** A run describes one version of an image: when another one lies there now, that one has a run of its own. */
    private static void requireSame(ImageId found, Stream<StepResult> seen, RunRecord record) {
        Optional<ImageId> first =
                seen.flatMap(result -> result.image().stream()).findFirst();
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
