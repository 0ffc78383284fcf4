package dev.descry.chain;

import dev.descry.image.Image;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.BackPressureStrategy;
import io.smallrye.mutiny.subscription.MultiEmitter;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Runs chains over images. Every step gets the image and the newest accepted description, its answer is cleaned, and a
 * step done before is taken from memory. Failures are outcomes: a run fails only when its listener does.
 *
 * <p>Calls of {@code DEVICE} experts share a fixed number of platform threads, everything that waits has a virtual one;
 * the subscribing thread is never blocked. Safe for use by several threads.
 */
public final class ChainRunner implements AutoCloseable {
    private final Experts experts;
    private final Judges judges;
    private final StepMemory memory;
    private final CallThreads threads;
    private final Set<Run> runs = ConcurrentHashMap.newKeySet();

    /** A runner for chains that are never judged. */
    public ChainRunner(Experts experts, StepMemory memory, int devicePlaces) {
        this(experts, Judges.NONE, memory, devicePlaces);
    }

    /**
     * A runner with its own threads.
     *
     * @param devicePlaces calls of {@code DEVICE} experts and of judges at the same time, 1 or more
     */
    public ChainRunner(Experts experts, Judges judges, StepMemory memory, int devicePlaces) {
        this.experts = experts;
        this.judges = judges;
        this.memory = memory;
        this.threads = new CallThreads(devicePlaces);
    }

    /**
     * The events of one run: every subscription is a run of its own, cancelling it stops the expert. Events wait for a
     * slow subscriber; there are no more of them than tokens the chain may write.
     */
    public Multi<StepEvent> run(Chain chain, Image image) {
        return run(chain, image, Given.NOTHING);
    }

    /** The same with more than the image to go by; steps taken earlier have no events. */
    public Multi<StepEvent> run(Chain chain, Image image, Given given) {
        return Multi.createFrom().emitter(emitter -> start(chain, image, given, emitter), BackPressureStrategy.BUFFER);
    }

    /** One run to its end. Subscribing starts it, cancelling stops it. */
    public Uni<Transcript> collect(Chain chain, Image image) {
        return collect(chain, image, Given.NOTHING);
    }

    /** The same with more than the image to go by; the transcript begins with the steps taken earlier. */
    public Uni<Transcript> collect(Chain chain, Image image, Given given) {
        return run(chain, image, given)
                .filter(StepEvent.Finished.class::isInstance)
                .map(event -> ((StepEvent.Finished) event).outcome())
                .collect()
                .asList()
                .map(steps -> new Transcript(
                        image.id(),
                        chain.name(),
                        Stream.concat(given.steps().stream(), steps.stream()).toList()));
    }

    /** Frees what an expert holds until it is asked again; no call of it may be under way. */
    public void release(String expert) {
        experts.release(expert);
    }

    /**
     * One step of a chain whose other steps are run elsewhere, tried once and not judged. Subscribing starts it, cancelling
     * stops it.
     *
     * @param index the step's place in the chain, from 0
     * @param standing what came of the steps before it
     */
    public Uni<StepOutcome> step(Chain chain, int index, Standing standing, Image image) {
        List<Step> steps = new ArrayList<>(chain.steps());
        Step step = steps.get(index);
        steps.set(index, step.withFailure(Retry.NONE, step.onFailure()));
        Chain once = new Chain(chain.name(), steps, chain.endWhenUnchanged());
        return once(once, standing, image, run -> run.only(index));
    }

    /**
     * The judgement of a step of a chain that is run elsewhere: the step's outcome with what the judge says of {@link
     * Standing#toJudge}. The image is looked at once. Subscribing starts it, cancelling stops it.
     *
     * @param standing what came of the steps before it
     * @param done the step
     */
    public Uni<StepOutcome> judge(Chain chain, Standing standing, StepOutcome done, Image image) {
        return once(chain, standing, image, run -> run.judged(done));
    }

    private Uni<StepOutcome> once(Chain chain, Standing standing, Image image, Function<Run, StepOutcome> work) {
        return Uni.createFrom().emitter(emitter -> {
            Run run = new Run(chain, image, Given.NOTHING, experts, judges, memory, threads, standing, event -> {});
            runs.add(run);
            emitter.onTermination(run::stop);
            threads.waiting().execute(() -> take(run, work, emitter));
        });
    }

    /** Calls that wait for a device thread, for a gauge or to refuse more. */
    public int queued() {
        return threads.queued();
    }

    /** Stops every run and waits a few seconds for the calls under way, so that experts can be closed after it. */
    @Override
    public void close() {
        runs.forEach(Run::stop);
        threads.close();
    }

    private void start(Chain chain, Image image, Given given, MultiEmitter<? super StepEvent> emitter) {
        Standing standing = Standing.START;
        for (StepOutcome done : given.steps()) {
            standing = standing.after(chain, done);
        }
        Run run = new Run(chain, image, given, experts, judges, memory, threads, standing, emitter::emit);
        runs.add(run);
        emitter.onTermination(run::stop);
        threads.waiting().execute(() -> drive(run, emitter));
    }

    private void take(Run run, Function<Run, StepOutcome> work, UniEmitter<? super StepOutcome> emitter) {
        StepOutcome done;
        try {
            done = work.apply(run);
        } catch (RuntimeException | Error e) {
            emitter.fail(e);
            throw e;
        } finally {
            runs.remove(run);
        }
        emitter.complete(done);
    }

    private void drive(Run run, MultiEmitter<? super StepEvent> emitter) {
        boolean ended = false;
        try {
            run.go();
            ended = true;
        } finally {
            runs.remove(run);
            if (ended) {
                emitter.complete();
            } else {
                emitter.fail(new IllegalStateException("run: broken off by a fault of its listener"));
            }
        }
    }
}
