package dev.descry.onnx;

import dev.descry.onnx.GenerationException.Kind;
import dev.descry.ort.OrtException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A wish to stop one piece of work, and what to do about it while a native call is under way. Safe for several threads. */
public final class Stop {
    private @Nullable Runnable reaction;
    private boolean requested;

    /** Asks the work to stop; reacts at once if it is in a native call. */
    public synchronized void request() {
        requested = true;
        if (reaction != null) {
            reaction.run();
        }
    }

    /** Whether the work should stop. */
    public synchronized boolean requested() {
        return requested;
    }

    /** Runs the call with a reaction that ends it early; the reaction never runs after the call. */
    void during(Runnable reactionNow, Runnable call) {
        synchronized (this) {
            if (requested) {
                return;
            }
            reaction = reactionNow;
        }
        try {
            call.run();
        } finally {
            synchronized (this) {
                reaction = null;
            }
        }
    }

    /**
     * Runs a call of the runtime that heeds the stop.
     *
     * @param what the message calls it by
     * @throws GenerationException {@code CANCELLED} when it was stopped, {@code FAULT} when the runtime failed
     */
    static <T> T orFault(Stop stop, String what, Supplier<T> call) {
        try {
            T result = call.get();
            if (stop.requested()) {
                throw new GenerationException(Kind.CANCELLED, what + ": stopped");
            }
            return result;
        } catch (OrtException e) {
            throw stop.requested()
                    ? new GenerationException(Kind.CANCELLED, what + ": stopped", e)
                    : new GenerationException(Kind.FAULT, String.valueOf(e.getMessage()), e);
        }
    }
}
