package dev.descry.chain;

import dev.descry.caption.Caption;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.Request;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One call of an expert, run on a thread of its place. What it does arrives in order as signals for the thread that
 * waits; nothing arrives after {@link Signal.Ended}.
 */
final class Call extends FutureTask<Caption> {
    /** Something the waiting thread should know. */
    sealed interface Signal {
        /** The expert has a thread: its time runs from here. */
        record Begun() implements Signal {}

        record Token(int id, String text) implements Signal {}

        /** Done, broken or stopped: {@link Call#get()} answers at once. */
        record Ended() implements Signal {}
    }

    private final BlockingQueue<Signal> signals;
    private final Cancellation cancellation;

    private Call(Expert expert, Request request, BlockingQueue<Signal> signals, Cancellation cancellation) {
        super(() -> {
            signals.add(new Signal.Begun());
            return expert.describe(request, (id, text) -> signals.add(new Signal.Token(id, text)), cancellation);
        });
        this.signals = signals;
        this.cancellation = cancellation;
    }

    static Call of(Expert expert, Request request) {
        return new Call(expert, request, new LinkedBlockingQueue<>(), new Cancellation());
    }

    /** Waits for the next signal. */
    Signal next() throws InterruptedException {
        return signals.take();
    }

    /** Waits for the next signal until then, in {@link System#nanoTime()}; null when none came. */
    @Nullable
    Signal next(long deadline) throws InterruptedException {
        return signals.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    /** Stops the call: an expert that has begun is asked to, one that has not is never called. Returns at once. */
    void stop() {
        // No interrupt: it would close file channels an expert is reading. The cancellation is the contract.
        cancel(false);
        cancellation.cancel();
    }

    @Override
    protected void done() {
        signals.add(new Signal.Ended());
    }
}
