package dev.descry.expert;

import java.util.ArrayList;
import java.util.List;

/** A wish to stop that one thread utters and another heeds. Safe for use by several threads. */
public final class Cancellation {
    private final List<Runnable> reactions = new ArrayList<>();
    private boolean cancelled;

    /** Asks the work to stop; runs the registered reactions once. */
    public void cancel() {
        List<Runnable> now;
        synchronized (this) {
            if (cancelled) {
                return;
            }
            cancelled = true;
            now = List.copyOf(reactions);
            reactions.clear();
        }
        now.forEach(Runnable::run);
    }

    /** True once {@link #cancel()} was called. */
    public synchronized boolean cancelled() {
        return cancelled;
    }

    /**
     * Runs the reaction at cancellation, at once if that was earlier.
     *
     * @return takes the reaction back; harmless when it already ran
     */
    public Runnable onCancel(Runnable reaction) {
        synchronized (this) {
            if (!cancelled) {
                reactions.add(reaction);
                return () -> forget(reaction);
            }
        }
        reaction.run();
        return () -> {};
    }

    private synchronized void forget(Runnable reaction) {
        reactions.remove(reaction);
    }
}
