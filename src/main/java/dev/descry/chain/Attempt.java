package dev.descry.chain;

import dev.descry.caption.Caption;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** One attempt of a step: starts the call, passes its tokens on and minds its time. */
record Attempt(int index, int number, String name, Duration timeout, Expert expert, Consumer<StepEvent> listener) {

    /**
     * Waits for the expert's answer.
     *
     * @throws ExpertException of the expert; {@code TIMEOUT} when its time is over; {@code CANCELLED} soon after stop
     */
    Caption answer(Call call, CallThreads threads, Cancellation stop) {
        Runnable forget = stop.onCancel(call::stop);
        try {
            threads.start(call, expert.place());
            follow(call);
            return call.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped();
        } catch (CancellationException | RejectedExecutionException e) {
            throw stopped();
        } catch (ExecutionException e) {
            throw rethrown(e);
        } finally {
            forget.run();
            if (!call.isDone()) {
                call.stop();
            }
            threads.forget(call);
        }
    }

    /** Waits between two attempts, less when the run is stopped. */
    static void rest(Duration wait, Cancellation stop) {
        CountDownLatch stopped = new CountDownLatch(1);
        Runnable forget = stop.onCancel(stopped::countDown);
        try {
            if (stopped.await(wait.toNanos(), TimeUnit.NANOSECONDS)) {
                throw stopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stopped();
        } finally {
            forget.run();
        }
    }

    private void follow(Call call) throws InterruptedException {
        Call.Signal signal = call.next();
        long deadline = System.nanoTime() + timeout.toNanos();
        while (signal != null) {
            switch (signal) {
                case Call.Signal.Begun begun -> listener.accept(new StepEvent.Started(index, name, number));
                case Call.Signal.Token(int id, String text) ->
                    listener.accept(new StepEvent.TokenWritten(index, id, text));
                case Call.Signal.Ended ended -> {
                    return;
                }
            }
            signal = call.next(deadline);
        }
        throw new ExpertException(
                Kind.TIMEOUT,
                "expert %s: expected an answer within %s s, found none; allow more time or fewer new tokens"
                        .formatted(name, timeout.toMillis() / 1000.0));
    }

    private static ExpertException stopped() {
        return new ExpertException(Kind.CANCELLED, "run: stopped before its end");
    }

    private static RuntimeException rethrown(ExecutionException broken) {
        if (broken.getCause() instanceof Error error) {
            throw error;
        }
        return broken.getCause() instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(broken);
    }
}
