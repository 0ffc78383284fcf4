package dev.descry.experts.local;

import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.onnx.VisionLanguageModel.Settings;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How many calls an expert takes on: one for every slot and every place in the model's queue; also those whose image is
 * being prepared take one. Safe for use by several threads.
 */
public final class Places {
    /** A listener that does not return by then keeps the tokenizer in memory, nothing else. */
    private static final long SECONDS_TO_LEAVE = 10;

    private final String name;
    private final Cancellation closing = new Cancellation();
    private final int all;
    private final Semaphore free;

    /**
     * Opens all places.
     *
     * @param name of the expert, for messages
     */
    public Places(String name, Settings settings) {
        this.name = name;
        all = settings.slots() + settings.limits().waiting();
        free = new Semaphore(all);
    }

    /** Stops every call. */
    public Cancellation closing() {
        return closing;
    }

    /**
     * Makes a call where a place is free.
     *
     * @throws ExpertException {@code OVERLOADED} where none is, {@code CANCELLED} after closing
     */
    public <T> T take(Supplier<T> call) {
        if (!free.tryAcquire()) {
            throw closing.cancelled()
                    ? new ExpertException(Kind.CANCELLED, name + ": expected an open expert, found it closed")
                    : new ExpertException(
                            Kind.OVERLOADED, name + ": expected a free place, found none; ask again later");
        }
        try {
            return call.get();
        } finally {
            free.release();
        }
    }

    /**
     * Stops the calls under way and waits for them, as one that still encodes text must not lose the tokenizer; a second
     * time it does nothing.
     *
     * @param model frees the model, the first time
     * @param tokenizer frees the tokenizer, unless a call did not end
     */
    public void close(Runnable model, Runnable tokenizer) {
        if (closing.cancelled()) {
            return;
        }
        closing.cancel();
        boolean left = false;
        try {
            left = free.tryAcquire(all, SECONDS_TO_LEAVE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        model.run();
        if (left) {
            tokenizer.run();
        }
    }
}
