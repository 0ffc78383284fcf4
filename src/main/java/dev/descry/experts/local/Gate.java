package dev.descry.experts.local;

import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.onnx.Stop;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Lets so many threads at a time do something, in the order they came. A thread that waits heeds its stop. */
public final class Gate {
    private static final long LOOK_MILLIS = 20;

    private final Semaphore places;

    /** @param places threads that may be inside at a time */
    public Gate(int places) {
        this.places = new Semaphore(places, true);
    }

    /** Does the work when a place is free. */
    public <T> T pass(Stop stop, Supplier<T> work) {
        enter(stop);
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private void enter(Stop stop) {
        try {
            boolean entered = false;
            while (!entered) {
                if (stop.requested()) {
                    throw new ExpertException(Kind.CANCELLED, "expert: stopped by its caller");
                }
                entered = places.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExpertException(Kind.CANCELLED, "expert: its thread was interrupted", e);
        }
    }
}
