package dev.descry.store;

import io.smallrye.mutiny.Uni;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * An object store for callers that may not wait. Each question is asked on a virtual thread of its own, which gives its
 * carrier back while the store answers; how many answers may be open at once is the store's own limit.
 */
public final class AsyncStore {
    private static final Executor THREADS = Executors.newVirtualThreadPerTaskExecutor();

    private final ObjectStore store;

    public AsyncStore(ObjectStore store) {
        this.store = store;
    }

    /** The answer of the store, asked anew for every subscriber; fails with what the store throws. */
    public <T> Uni<T> ask(Function<ObjectStore, T> question) {
        return Uni.createFrom().item(() -> question.apply(store)).runSubscriptionOn(THREADS);
    }
}
