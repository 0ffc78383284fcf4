package dev.descry.run;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.chain.Judgement;
import dev.descry.chain.Outcome;
import dev.descry.chain.Standing;
import dev.descry.chain.StepOutcome;
import dev.descry.event.CaptionCompleted;
import dev.descry.event.CaptionFailed;
import dev.descry.event.Envelope;
import dev.descry.event.Event;
import dev.descry.event.EventFunction;
import dev.descry.event.RunId;
import dev.descry.event.StepRequested;
import dev.descry.image.Image;
import dev.descry.image.ImageException;
import dev.descry.image.ImageId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The end of every run: keeps the transcript, writes the caption beside the image and tells that the run is over. Also
 * takes what no function would: a dead letter becomes a failed step, after which the run goes on where the step was
 * optional. Told twice it does once. Methods throw {@link java.io.UncheckedIOException} when a store cannot be reached;
 * the same event may go through later.
 */
public final class Archive implements EventFunction {
    private final RunStore runs;
    private final Images images;
    private final boolean sidecars;

    /**
     * An archive over a store.
     *
     * @param sidecars whether it may write beside images
     */
    public Archive(RunStore runs, Images images, boolean sidecars) {
        this.runs = runs;
        this.images = images;
        this.sidecars = sidecars;
    }

    @Override
    public Optional<Event> on(Event event, Map<String, String> extensions) {
        Optional<Outcome.Failed> dead = Failures.deadLetter(extensions);
        return switch (event) {
            case StepRequested asked when asked.slip().next().equals(Routes.ARCHIVE) -> Optional.of(on(asked));
            case StepRequested asked -> dead.map(failure -> onDeadLetter(asked, failure));
            case CaptionFailed failed -> {
                on(failed);
                yield Optional.empty();
            }
            case CaptionCompleted completed -> Optional.empty();
        };
    }

    /** Keeps an event that says nothing about a run, so that somebody can look at it: nothing is lost. */
    @Override
    public void onDamaged(Envelope letter, IllegalArgumentException fault) {
        runs.keepLetter(letter);
    }

    /** The run has done all its steps: tells how it ended. */
    Event on(StepRequested asked) {
        Optional<RunRecord> record = runs.record(asked.run());
        if (record.isEmpty()) {
            return unknown(asked);
        }
        boolean again = runs.transcript(asked.run()).isPresent();
        Ending ending = ending(record.get(), Optional.empty());
        JsonNode transcript = runs.keepTranscript(asked.run(), ending.json());
        if (!transcript.path("outcome").asText().equals("captioned")
                || ending.failure().isPresent()) {
            return new CaptionFailed(
                    asked.run(),
                    asked.image(),
                    asked.slip().step(),
                    ending.failure()
                            .orElseGet(() ->
                                    Failures.unknown(transcript.path("failure").asText())),
                    asked.passage().onward());
        }
        String caption = ending.caption().orElseThrow().text();
        ImageId image = ending.image().orElseThrow();
        return new CaptionCompleted(
                asked.run(),
                asked.image(),
                image,
                caption,
                beside(record.get(), image, caption, transcript, again),
                asked.passage().onward());
    }

    /** The run has failed: keeps its transcript. */
    void on(CaptionFailed failed) {
        Optional<RunRecord> record = runs.record(failed.run());
        if (record.isPresent() && runs.transcript(failed.run()).isEmpty()) {
            runs.keepTranscript(
                    failed.run(),
                    ending(record.get(), Optional.of(failed.failure())).json());
        }
    }

    /**
     * No function took this event: its step or judgement has failed, unless it was done after all. Answers the event that
     * follows.
     */
    Event onDeadLetter(StepRequested asked, Outcome.Failed failure) {
        Optional<RunRecord> record = runs.record(asked.run());
        if (record.isEmpty()) {
            return unknown(asked);
        }
        return switch (Stop.at(record.get().chain(), asked.slip().step())) {
            case Stop.Describe(int step) -> undescribed(asked, record.get(), step, failure);
            case Stop.Judge(int step) -> unjudged(asked, record.get(), step, failure);
            case Stop.End end -> on(asked);
        };
    }

    private Event undescribed(StepRequested asked, RunRecord record, int step, Outcome.Failed failure) {
        Standing standing = Onward.standing(record.chain(), runs.before(record, step));
        String expert = record.chain().steps().get(step).expert();
        StepResult result =
                runs.keep(asked.run(), new StepResult(Optional.empty(), new StepOutcome(step, expert, failure, 0)));
        return Onward.described(asked, record.chain(), standing, result.outcome());
    }

    /** A description that nobody could judge goes on as it is, as in one process. */
    private Event unjudged(StepRequested asked, RunRecord record, int step, Outcome.Failed failure) {
        Optional<Due> due = Due.find(runs, record, step);
        if (due.isEmpty()) {
            return Onward.failed(asked, failure.kind(), failure.message());
        }
        StepOutcome outcome = due.get().result().outcome();
        StepResult result = runs.keepJudged(
                asked.run(),
                due.get().judged(outcome.with(List.of(new Judgement.Unjudged(failure.kind(), failure.message())))));
        return Onward.judged(asked, record.chain(), due.get().standing(), result.outcome());
    }

    private Ending ending(RunRecord record, Optional<Outcome.Failed> given) {
        RunId run = record.id();
        boolean judged = record.chain().judging().isPresent();
        List<Optional<StepResult>> results = IntStream.range(
                        0, record.chain().steps().size())
                .mapToObj(step -> (judged ? runs.judged(run, step) : Optional.<StepResult>empty())
                        .or(() -> runs.result(run, step)))
                .toList();
        return Ending.of(record, results, given);
    }

    /** Nothing is written for an image that was replaced since: that one has a run of its own. */
    private Optional<String> beside(
            RunRecord record, ImageId described, String caption, JsonNode transcript, boolean again) {
        if (!sidecars) {
            return Optional.empty();
        }
        try {
            Image now = images.fetch(record.image());
            if (!now.id().equals(described)) {
                return Optional.empty();
            }
        } catch (ImageException e) {
            return Optional.empty();
        }
        return new Beside(images.buckets().of(record.image()), record.image(), record.id())
                .write(caption, transcript, again);
    }

    private static CaptionFailed unknown(StepRequested asked) {
        return new CaptionFailed(
                asked.run(),
                asked.image(),
                asked.slip().step(),
                Failures.unknown(
                        "run %s: expected its record in the store, found none; begin it again".formatted(asked.run())),
                asked.passage().onward());
    }
}
