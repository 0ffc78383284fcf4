package dev.descry.batch.cluster;

import dev.descry.event.Passage;
import dev.descry.event.RunId;
import dev.descry.event.StepRequested;
import dev.descry.image.ImageRef;
import dev.descry.run.Routes;
import dev.descry.run.RunRecord;
import dev.descry.run.RunStore;
import dev.descry.store.ObjectStore;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * Gives the images of a batch to a broker, one event each, no faster than it may and never with more runs under way than it
 * may. Holds the names of the runs under way. A feeder that died is taken up by the next one where it was: it counts what the
 * other left under way, and tells at most {@value #NOTE} images again, which are the same runs.
 */
public final class Feeder {
    /** Waits; a test does not. */
    interface Rest {
        void rest(Duration time) throws InterruptedException;
    }

    /** After so many images it is noted how far the feeder is. */
    private static final int NOTE = 100;
    /** A broker that cannot be reached is tried again for about two minutes, after 1, 2, 4 … seconds. */
    private static final int ATTEMPTS = 8;

    private final ObjectStore store;
    private final Submissions submissions;
    private final RunStore runs;
    private final Routes routes;
    private final Consumer<StepRequested> broker;
    private final Pace pace;
    private final Rest rest;
    private final Deque<RunId> underWay = new ArrayDeque<>();
    private long next = System.nanoTime();

    /**
     * A feeder.
     *
     * @param broker takes an event or throws
     */
    public Feeder(ObjectStore store, Routes routes, Consumer<StepRequested> broker, Pace pace) {
        this(store, routes, broker, pace, Thread::sleep);
    }

    Feeder(ObjectStore store, Routes routes, Consumer<StepRequested> broker, Pace pace, Rest rest) {
        this.store = store;
        this.submissions = new Submissions(store);
        this.runs = new RunStore(store);
        this.routes = routes;
        this.broker = broker;
        this.pace = pace;
        this.rest = rest;
    }

    /**
     * Feeds what is left of the batch.
     *
     * @param goOn asked before every image with the number of images given so far
     * @return how many images the broker has been given in all
     * @throws IllegalArgumentException when the batch is past its deadline, so that functions would refuse its runs
     * @throws java.io.UncheckedIOException when the broker or the store cannot be reached; what was fed is noted
     * @throws InterruptedException when the thread is; what was fed is noted
     */
    public long feed(Submission batch, LongPredicate goOn) throws InterruptedException {
        long fed = submissions.fed(batch.name());
        recall(batch, fed);
        try (Stream<ImageRef> images = submissions.images(batch, fed)) {
            for (Iterator<ImageRef> left = images.iterator(); left.hasNext() && goOn.test(fed); ) {
                waitForRoom(batch);
                waitForTurn();
                give(batch, left.next());
                if (++fed % NOTE == 0) {
                    submissions.setFed(batch.name(), fed);
                }
            }
        } finally {
            submissions.setFed(batch.name(), fed);
        }
        return fed;
    }

    /** Otherwise every restart would let in another backlog. */
    private void recall(Submission batch, long fed) {
        long from = Math.max(0, fed - pace.backlog());
        try (Stream<ImageRef> last = submissions.images(batch, from).limit(fed - from)) {
            last.map(batch::run).filter(run -> !ended(run)).forEach(underWay::addLast);
        }
    }

    private void give(Submission batch, ImageRef image) throws InterruptedException {
        RunId run = batch.run(image);
        if (ended(run)) {
            return;
        }
        tell(runs.begin(new RunRecord(run, image, batch.chain()), routes, Passage.until(batch.deadline())));
        underWay.addLast(run);
    }

    private void tell(StepRequested event) throws InterruptedException {
        for (int failed = 1; ; failed++) {
            try {
                broker.accept(event);
                return;
            } catch (UncheckedIOException e) {
                if (failed == ATTEMPTS) {
                    throw e;
                }
                rest.rest(Duration.ofSeconds(1L << (failed - 1)));
            }
        }
    }

    /** The oldest runs are looked at first, and one that takes long does not hide those behind it that have ended. */
    private void waitForRoom(Submission batch) throws InterruptedException {
        requireTime(batch);
        while (underWay.size() >= pace.backlog()) {
            underWay.removeIf(this::ended);
            if (underWay.size() >= pace.backlog()) {
                rest.rest(pace.look());
                requireTime(batch);
            }
        }
    }

    private static void requireTime(Submission batch) {
        if (!Instant.now().isBefore(batch.deadline())) {
            throw new IllegalArgumentException(
                    "batch %s: expected its end before %s, found images left; submit the rest under another name"
                            .formatted(batch.name(), batch.deadline()));
        }
    }

    private void waitForTurn() throws InterruptedException {
        long now = System.nanoTime();
        if (now < next) {
            rest.rest(Duration.ofNanos(next - now));
        }
        next = Math.max(next, now) + (long) (1e9 / pace.perSecond());
    }

    private boolean ended(RunId run) {
        return store.stat(run.transcript()).isPresent();
    }
}
