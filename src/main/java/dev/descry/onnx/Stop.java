package dev.descry.onnx;

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
}
