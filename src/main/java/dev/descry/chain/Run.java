package dev.descry.chain;

import dev.descry.caption.Caption;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Prompt;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.Request;
import dev.descry.image.Image;
import dev.descry.image.ImageException;
import dev.descry.text.Cleaned;
import dev.descry.text.Cleaning;
import dev.descry.text.Hygiene;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/** One chain on one image. {@link #go()} is for one thread, {@link #stop()} for any. */
final class Run {
    private static final System.Logger LOG = System.getLogger(Run.class.getName());

    private final Chain chain;
    private final Image image;
    private final Given given;
    private final Experts experts;
    private final StepMemory memory;
    private final CallThreads threads;
    private final Consumer<StepEvent> listener;
    private final Cancellation stop = new Cancellation();
    private final Optional<RunJudge> judge;
    private Standing standing;

    Run(
            Chain chain,
            Image image,
            Given given,
            Experts experts,
            Judges judges,
            StepMemory memory,
            CallThreads threads,
            Standing standing,
            Consumer<StepEvent> listener) {
        this.chain = chain;
        this.image = image;
        this.given = given;
        this.experts = experts;
        this.memory = memory;
        this.threads = threads;
        this.standing = standing;
        this.listener = listener;
        this.judge = chain.judging().map(how -> new RunJudge(how, image, judges, threads));
    }

    /** Takes the steps one after another and tells the listener; blocks until the last one ended or the run is stopped. */
    void go() {
        int until = Math.min(given.until(), chain.steps().size());
        for (int i = given.steps().size(); i < until; i++) {
            StepOutcome done = only(i);
            standing = standing.after(chain, done);
            listener.accept(new StepEvent.Finished(done));
            if (stop.cancelled()) {
                standing = standing.ended("run stopped");
            }
        }
    }

    /** Takes this step as the run stands; blocks until it ended or the run is stopped. */
    StepOutcome only(int index) {
        Step step = chain.steps().get(index);
        Optional<String> end = standing.end();
        return end.isPresent()
                ? new StepOutcome(index, step.expert(), new Outcome.Skipped(end.get()), 0)
                : judged(take(index, step));
    }

    /** Ends the run soon, wherever it is. */
    void stop() {
        stop.cancel();
    }

    /** The outcome with what the judge says of it, or of the description that stands when the chain ends here. */
    StepOutcome judged(StepOutcome done) {
        List<String> texts = standing.toJudge(chain, done);
        return judge.isEmpty() || texts.isEmpty() || stop.cancelled()
                ? done
                : done.with(judge.get().judgeUntilKept(texts, stop));
    }

    private StepOutcome take(int index, Step step) {
        long start = System.nanoTime();
        Outcome.Failed failed;
        try {
            return StepOutcome.captioned(index, step.expert(), caption(index, step));
        } catch (ExpertException e) {
            failed = new Outcome.Failed(e.kind(), String.valueOf(e.getMessage()));
        } catch (ImageException e) {
            failed = new Outcome.Failed(Kind.of(e), String.valueOf(e.getMessage()));
        } catch (UncheckedIOException e) {
            failed = new Outcome.Failed(Kind.FAULT, String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            // Experts and the lookup are foreign code: whatever they throw is this step's outcome, never a run that
            // hangs.
            LOG.log(System.Logger.Level.WARNING, "expert " + step.expert() + " threw what no expert should", e);
            failed = new Outcome.Failed(
                    Kind.FAULT, "expert %s: expected a caption, found %s".formatted(step.expert(), e));
        }
        return new StepOutcome(index, step.expert(), failed, (System.nanoTime() - start) / 1_000_000);
    }

    private Caption caption(int index, Step step) {
        Expert expert = experts.find(step.expert());
        Prompt prompt = ask(step);
        StepKey key = StepKey.of(expert, prompt, step.decoding());
        Optional<Caption> kept = memory.find(image.id(), key);
        if (kept.isPresent()) {
            return kept.get();
        }
        Caption caption = clean(attempts(index, step, expert, new Request(image, prompt, step.decoding())));
        memory.keep(image.id(), key, caption);
        return caption;
    }

    private Prompt ask(Step step) {
        try {
            return step.ask(standing.description(), given.fields());
        } catch (IllegalArgumentException e) {
            throw new ExpertException(Kind.FAULT, String.valueOf(e.getMessage()), e);
        }
    }

    private Caption attempts(int index, Step step, Expert expert, Request request) {
        return new Attempts(step)
                .make(
                        (number, time) -> new Attempt(index, number, step.expert(), time, expert, listener)
                                .answer(Call.of(expert, request), threads, stop),
                        wait -> Attempt.rest(wait, stop));
    }

    private static Caption clean(Caption raw) {
        Cleaned cleaned = Hygiene.clean(raw.text());
        if (cleaned.text().isEmpty()) {
            throw new ExpertException(
                    Kind.EMPTY_ANSWER,
                    "answer: expected a description, found none in %d tokens (finish reason: %s); %s"
                            .formatted(
                                    raw.tokens().size(),
                                    raw.finishReason().name().toLowerCase(Locale.ROOT),
                                    raw.finishReason() == FinishReason.LENGTH
                                            ? "allow more new tokens"
                                            : "ask in other words or use another expert"));
        }
        boolean looped = cleaned.done().contains(Cleaning.REPETITION);
        return raw.withText(cleaned.text(), looped ? FinishReason.REPETITION : raw.finishReason());
    }
}
