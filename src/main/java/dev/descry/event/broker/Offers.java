package dev.descry.event.broker;

import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Offers an event to a subscriber until it is taken, refused for good or offered often enough. */
final class Offers {
    /** Waits between two attempts. */
    @FunctionalInterface
    interface Rest {
        void rest(Duration wait) throws InterruptedException;
    }

    private final ExecutorService threads;
    private final Rest rest;

    Offers(ExecutorService threads, Rest rest) {
        this.threads = threads;
        this.rest = rest;
    }

    /** The last answer; empty when the last attempt had none: too late, or nobody there. */
    Optional<Answer> make(Subscriber subscriber, CloudEvent event, Delivery delivery) throws InterruptedException {
        for (int failed = 0; ; ) {
            Optional<Answer> answer = offer(subscriber, event, delivery.timeout());
            if (answer.isPresent() && (answer.get().taken() || !answer.get().passing())) {
                return answer;
            }
            failed++;
            if (failed > delivery.retry()) {
                return answer;
            }
            rest.rest(delivery.waitAfter(failed));
        }
    }

    private Optional<Answer> offer(Subscriber subscriber, CloudEvent event, Duration timeout)
            throws InterruptedException {
        Future<Answer> answer = threads.submit(() -> subscriber.take(event));
        try {
            return Optional.of(answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException) {
                return Optional.empty();
            }
            return Optional.of(Answer.refused(500, String.valueOf(e.getCause())));
        } finally {
            // As a connection that the broker closes: the function may go on, its answer is not heard. No interrupt: it
            // would close the files a subscriber is writing.
            answer.cancel(false);
        }
    }
}
