package dev.descry.run;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.event.EventFunction;
import dev.descry.event.NamedFunction;
import dev.descry.event.Passage;
import dev.descry.event.StepRequested;
import dev.descry.event.broker.Answer;
import dev.descry.event.broker.MemoryBroker;
import dev.descry.event.broker.Sink;
import dev.descry.event.broker.Triggers;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Every function in this process, with the events, filters, retries and dead letters of a cluster. */
public final class LocalFunctions implements AutoCloseable {
    private static final int RETRIES = 5;
    private static final Duration BACKOFF = Duration.ofMillis(500);
    /** Waiting for a place counts, and fifty events of a function may wait. */
    private static final Duration TIMEOUT = Duration.ofHours(6);

    private static final String TELLER = "intake";

    private final RunStore runs;
    private final Routes routes;
    private final Clock clock;
    private final Set<String> names;
    private final MemoryBroker broker;

    /**
     * Functions over a store.
     *
     * @param runner knows every expert and judge
     * @param names of the functions to offer beside the archive and the judge
     */
    public LocalFunctions(
            RunStore runs, Images images, ChainRunner runner, Routes routes, Collection<String> names, Clock clock) {
        this.runs = runs;
        this.routes = routes;
        this.clock = clock;
        this.names = new TreeSet<>(names);
        this.names.add(Routes.VERIFY);
        EventFunction step = new StepFunction(runs, images, runner, clock);
        List<NamedFunction> steps = this.names.stream()
                .map(name -> new NamedFunction(name, step, clock))
                .toList();
        NamedFunction archive = new NamedFunction(Routes.ARCHIVE, new Archive(runs, images, true), clock);
        this.broker = new MemoryBroker(Triggers.of(steps, archive, RETRIES, BACKOFF, TIMEOUT));
    }

    /**
     * Makes sure that every step of the chain finds its function.
     *
     * @throws IllegalArgumentException naming the step that would wait for ever
     */
    public void require(Chain chain) {
        missing(chain).ifPresent(function -> {
            throw new IllegalArgumentException("chain %s: expected one of the functions %s for every step, found %s"
                    .formatted(chain.name(), String.join(", ", names), function));
        });
    }

    private Optional<String> missing(Chain chain) {
        return routes.route(chain).stream()
                .filter(function -> !function.equals(Routes.ARCHIVE) && !names.contains(function))
                .findFirst();
    }

    /** Begins a run and returns at once; it is given up after so long. */
    public void begin(RunRecord record, Duration patience) {
        require(record.chain());
        StepRequested first =
                runs.begin(record, routes, Passage.until(clock.instant().plus(patience)));
        broker.publish(first, TELLER);
    }

    /** Takes the first events of runs that others begin, such as an intake. */
    public Sink sink() {
        return new Sink(event -> new Answer(broker.publish(event), Optional.empty(), new byte[0]));
    }

    /**
     * Goes on with runs that a process before this one left, because a broker in memory forgets its events with it.
     *
     * @param wanted which of them
     * @return how many
     */
    public int resume(Predicate<RunRecord> wanted, Duration patience) {
        List<RunRecord> left = runs.unfinished().stream()
                .filter(wanted)
                .filter(record -> missing(record.chain()).isEmpty())
                .toList();
        left.forEach(record -> begin(record, patience));
        return left.size();
    }

    /** Waits until fewer than so many events are under way; 1 waits for the end of every run. */
    public void awaitFewerThan(int events) throws InterruptedException {
        broker.awaitFewerThan(events);
    }

    /** Breaks off what is under way. Results are kept: a run begun again goes on where it was. */
    @Override
    public void close() {
        broker.close();
    }
}
