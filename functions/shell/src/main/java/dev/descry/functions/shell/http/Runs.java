package dev.descry.functions.shell.http;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.Outcome;
import dev.descry.chain.StepEvent;
import dev.descry.chain.StepOutcome;
import dev.descry.chain.Transcript;
import dev.descry.expert.ExpertException;
import dev.descry.functions.shell.Settings;
import dev.descry.image.Image;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Chains run for HTTP callers: at most so many at once and waiting, each counted and logged in one line. */
@ApplicationScoped
public class Runs {
    private final ChainRunner runner;
    private final MeterRegistry metrics;
    private final AtomicInteger admitted = new AtomicInteger();
    private final int places;
    private final int queue;
    private final Duration retryAfter;

    Runs(ChainRunner runner, MeterRegistry metrics, Settings settings) {
        this.runner = runner;
        this.metrics = metrics;
        this.queue = settings.serve().queue();
        this.places = settings.serve().concurrency() + queue;
        this.retryAfter = settings.serve().retryAfter();
        metrics.gauge("descry.queue.depth", runner, ChainRunner::queued);
        metrics.gauge("descry.runs.active", admitted);
    }

    /** The events of one run. Cancelling the subscription stops it. */
    public Multi<StepEvent> events(Chain chain, Image image) {
        return Multi.createFrom().deferred(() -> {
            admit();
            long begun = System.nanoTime();
            List<StepOutcome> done = new ArrayList<>();
            return runner.run(chain, image)
                    .invoke(event -> {
                        if (event instanceof StepEvent.Finished(StepOutcome outcome)) {
                            count(outcome);
                            done.add(outcome);
                        }
                    })
                    .onTermination()
                    .invoke((failure, cancelled) -> {
                        admitted.decrementAndGet();
                        Transcript transcript = new Transcript(image.id(), chain.name(), done);
                        finish(transcript, cancelled ? "cancelled" : word(transcript), System.nanoTime() - begun);
                    });
        });
    }

    /** One run to its end. */
    public Uni<Transcript> transcript(Chain chain, Image image) {
        return events(chain, image)
                .filter(StepEvent.Finished.class::isInstance)
                .map(event -> ((StepEvent.Finished) event).outcome())
                .collect()
                .asList()
                .map(steps -> new Transcript(image.id(), chain.name(), steps));
    }

    /**
     * Work for a caller that is no run of a chain, under the same limit, counted and logged alike.
     *
     * @param what is counted, as a noun
     */
    public <T> T counted(String what, String model, Supplier<T> work) {
        admit();
        long begun = System.nanoTime();
        String outcome = "failed";
        try {
            T done = work.get();
            outcome = "answered";
            return done;
        } catch (ExpertException e) {
            outcome = e.kind() == ExpertException.Kind.CANCELLED ? "cancelled" : outcome;
            throw e;
        } finally {
            admitted.decrementAndGet();
            metrics.counter("descry." + what + "s", "model", model, "outcome", outcome)
                    .increment();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            Log.infof("%s model=%s outcome=%s millis=%d", what, model, outcome, millis);
        }
    }

    private void admit() {
        if (admitted.incrementAndGet() > places) {
            admitted.decrementAndGet();
            throw new BusyException(queue, retryAfter);
        }
    }

    private void count(StepOutcome step) {
        String outcome = word(step.outcome());
        metrics.timer("descry.step", "expert", step.expert(), "outcome", outcome)
                .record(step.millis(), TimeUnit.MILLISECONDS);
        if (step.outcome() instanceof Outcome.Captioned(var caption) && caption.millis() > 0) {
            metrics.summary("descry.tokens.per.second", "expert", step.expert())
                    .record(caption.tokens().size() * 1000.0 / caption.millis());
        }
    }

    private void finish(Transcript transcript, String outcome, long nanos) {
        metrics.counter("descry.runs", "chain", transcript.chain(), "outcome", outcome)
                .increment();
        Log.infof(
                "run image=%.12s chain=%s outcome=%s millis=%d steps=%s",
                transcript.imageId(),
                transcript.chain(),
                outcome,
                TimeUnit.NANOSECONDS.toMillis(nanos),
                transcript.steps().stream()
                        .map(step -> step.expert() + ":" + word(step.outcome()) + ":" + step.millis())
                        .collect(Collectors.joining(",")));
    }

    private static String word(Transcript transcript) {
        return transcript.caption().isPresent() ? "captioned" : "failed";
    }

    private static String word(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Captioned c -> "captioned";
            case Outcome.Skipped s -> "skipped";
            case Outcome.Failed f -> "failed";
        };
    }
}
