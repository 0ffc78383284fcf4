package dev.descry.batch.cluster;

import dev.descry.event.Passage;
import dev.descry.event.RunId;
import dev.descry.event.StepRequested;
import dev.descry.image.ImageRef;
import dev.descry.run.Routes;
import dev.descry.run.RunRecord;
import dev.descry.run.RunStore;
import dev.descry.store.ObjectStore;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Gives the images of a batch to a broker, one event each, no faster than it may and never with more runs under way than it
 * may. Holds the names of the runs under way. A feeder that died is taken up by the next one where it was; an image told twice
 * is the same run.
 */
public final class Feeder {
    /** Waits; a test does not. */
    interface Rest {
        void rest(Duration time) throws InterruptedException;
    }

    /** After so many images it is noted how far the feeder is. */
    private static final int NOTE = 100;

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
     * @param stopped asked before every image
     * @return how many images the broker has been given in all
     * @throws InterruptedException when the thread is; what was fed is noted
     */
    public long feed(Submission batch, BooleanSupplier stopped) throws InterruptedException {
        long fed = submissions.fed(batch.name());
        try (Stream<ImageRef> images = submissions.images(batch, fed)) {
            for (Iterator<ImageRef> left = images.iterator(); left.hasNext() && !stopped.getAsBoolean(); ) {
                waitForRoom();
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

    private void give(Submission batch, ImageRef image) {
        RunId run = batch.run(image);
        if (ended(run)) {
            return;
        }
        broker.accept(runs.begin(new RunRecord(run, image, batch.chain()), routes, Passage.until(batch.deadline())));
        underWay.addLast(run);
    }

    /** The oldest runs are looked at first, and one that takes long does not hide those behind it that have ended. */
    private void waitForRoom() throws InterruptedException {
        while (underWay.size() >= pace.backlog()) {
            underWay.removeIf(this::ended);
            if (underWay.size() >= pace.backlog()) {
                rest.rest(pace.look());
            }
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
        return store.get(run.transcript()).isPresent();
    }
}
