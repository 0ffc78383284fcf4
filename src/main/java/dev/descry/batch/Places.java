package dev.descry.batch;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/** Does so many things at once, each on a virtual thread; whoever brings more waits. Closing waits for the last one. */
final class Places implements AutoCloseable {
    private final Semaphore places;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    Places(int places) {
        this.places = new Semaphore(places);
    }

    void start(Runnable work) {
        places.acquireUninterruptibly();
        threads.execute(() -> {
            try {
                work.run();
            } finally {
                places.release();
            }
        });
    }

    @Override
    public void close() {
        threads.close();
    }
}
