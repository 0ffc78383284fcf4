package dev.descry.chain;

import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The threads a runner uses: few platform threads for native calls, a virtual one for everything that waits. */
final class CallThreads implements AutoCloseable {
    private static final long CLOSE_SECONDS = 10;

    private final ThreadPoolExecutor device;
    private final ExecutorService waiting = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("chain-", 0).factory());

    CallThreads(int devicePlaces) {
        if (devicePlaces < 1) {
            throw new IllegalArgumentException("device places: expected 1 or more, found " + devicePlaces);
        }
        ThreadFactory threads = Thread.ofPlatform().daemon().name("device-", 0).factory();
        device = new ThreadPoolExecutor(
                devicePlaces, devicePlaces, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    }

    /** Where runs wait for their experts. */
    ExecutorService waiting() {
        return waiting;
    }

    void start(Call call, Expert.Place place) {
        switch (place) {
            case DEVICE -> device.execute(call);
            case NETWORK -> waiting.execute(call);
        }
    }

    /**
     * Does other work of a device and waits for it.
     *
     * @throws java.util.concurrent.CancellationException soon after stop
     * @throws java.util.concurrent.RejectedExecutionException when the threads are closed
     */
    <T> T onDevice(Callable<T> work, Cancellation stop) throws InterruptedException, ExecutionException {
        FutureTask<T> done = new FutureTask<>(work);
        Runnable forget = stop.onCancel(() -> done.cancel(false));
        try {
            device.execute(done);
            return done.get();
        } finally {
            forget.run();
            device.remove(done);
        }
    }

    /** Takes back a call that was stopped before it had a thread. */
    void forget(Call call) {
        device.remove(call);
    }

    /** Calls that have no device thread yet. */
    int queued() {
        return device.getQueue().size();
    }

    /** Waits a while for calls under way, because experts are closed after this. */
    @Override
    public void close() {
        device.shutdown();
        waiting.shutdown();
        try {
            if (!device.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)
                    || !waiting.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                device.shutdownNow();
                waiting.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
