package dev.descry.experts.chat;

import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets the callers of one expert through at the pace its server stands. Places and rates are the settings'; when the
 * server says it is overloaded, all callers pause and the places are halved, every success gives a part of one back. A
 * server that fails most calls is left alone for a while.
 */
final class Pace {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    private static final int WINDOW = 20;
    private static final int TRIALS = 2;

    private final String expert;
    private final Limits limits;
    private final Rate requests;
    private final Rate tokens;
    private final CircuitBreaker breaker;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private double places;
    private int running;
    private Duration pause;
    private long notBefore = System.nanoTime();
    private long slowedAt = notBefore;

    Pace(String expert, Limits limits) {
        this.expert = expert;
        this.limits = limits;
        places = limits.concurrency();
        pause = limits.pause();
        requests = new Rate(limits.requestsPerMinute());
        tokens = new Rate(limits.tokensPerMinute());
        breaker = CircuitBreaker.of(
                expert,
                CircuitBreakerConfig.custom()
                        .slidingWindowSize(WINDOW)
                        .minimumNumberOfCalls(WINDOW / 2)
                        .permittedNumberOfCallsInHalfOpenState(TRIALS)
                        .waitDurationInOpenState(limits.openFor())
                        .build());
    }

    /** Leave to make one call; {@link #end} must follow. */
    final class Turn {
        private final long begun = System.nanoTime();
        private final long estimated;
        private boolean failed;

        private Turn(long estimated) {
            this.estimated = estimated;
        }

        /**
         * The call failed.
         *
         * @return the failure; with the time to stay away where the server is overloaded
         */
        ExpertException failed(ExpertException failure) {
            failed = true;
            long nanos = System.nanoTime() - begun;
            switch (failure.kind()) {
                case TIMEOUT, UNAVAILABLE, BROKEN_ANSWER -> breaker.onError(nanos, TimeUnit.NANOSECONDS, failure);
                case OVERLOADED, CANCELLED, BUDGET_SPENT -> breaker.releasePermission();
                default -> breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            }
            return failure.kind() == Kind.OVERLOADED ? slowed(failure) : failure;
        }

        private ExpertException slowed(ExpertException failure) {
            lock.lock();
            try {
                Duration wait = failure.retryAfter().orElse(pause);
                // Calls that were under way together slow down once, not each of them.
                if (begun - slowedAt > 0) {
                    places = Math.max(1, places / 2);
                    pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
                    slowedAt = System.nanoTime();
                }
                long end = System.nanoTime() + wait.toNanos();
                notBefore = end - notBefore > 0 ? end : notBefore;
                return failure.passingAfter(wait);
            } finally {
                lock.unlock();
            }
        }

        /**
         * The call is over, and went well unless {@link #failed} was called.
         *
         * @param used tokens as the provider counted them; empty when it did not say
         */
        void end(Optional<Long> used) {
            if (!failed) {
                breaker.onSuccess(System.nanoTime() - begun, TimeUnit.NANOSECONDS);
            }
            lock.lock();
            try {
                running--;
                tokens.correct(estimated, used.orElse(estimated));
                if (!failed) {
                    places = Math.min(limits.concurrency(), places + 1 / places);
                    pause = limits.pause();
                }
            } finally {
                changed.signalAll();
                lock.unlock();
            }
        }
    }

    /**
     * Waits for a turn.
     *
     * @param most tokens the call may use
     * @throws ExpertException {@code UNAVAILABLE} while the server is left alone, {@code OVERLOADED} while it wants to be for
     *     longer than a call may take, {@code CANCELLED}
     */
    Turn take(long most, Cancellation cancellation) {
        if (!breaker.tryAcquirePermission()) {
            throw new ExpertException(
                            Kind.UNAVAILABLE,
                            "expert %s: expected a server that answers, found that most of its last %d calls failed; asking again in %d s"
                                    .formatted(expert, WINDOW, limits.openFor().toSeconds()))
                    .passingAfter(limits.openFor());
        }
        Runnable forget = cancellation.onCancel(this::wake);
        lock.lock();
        try {
            for (long wait = untilNext(); wait > 0; wait = untilNext()) {
                stopIf(cancellation.cancelled());
                refuseLongPause();
                changed.awaitNanos(wait);
            }
            stopIf(cancellation.cancelled());
            running++;
            requests.take(1);
            tokens.take(most);
            return new Turn(most);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            breaker.releasePermission();
            throw cancelled();
        } finally {
            lock.unlock();
            forget.run();
        }
    }

    private void stopIf(boolean cancelled) {
        if (cancelled) {
            breaker.releasePermission();
            throw cancelled();
        }
    }

    /** Who waited longer than a call may take would only learn that his time is over. */
    private void refuseLongPause() {
        Duration paused = Duration.ofNanos(notBefore - System.nanoTime());
        if (paused.compareTo(limits.timeout()) > 0) {
            breaker.releasePermission();
            throw new ExpertException(
                            Kind.OVERLOADED,
                            "expert %s: expected a server with room, found one that asks its callers to stay away for %d s; ask again later"
                                    .formatted(expert, paused.toSeconds()))
                    .passingAfter(paused);
        }
    }

    private ExpertException cancelled() {
        return new ExpertException(Kind.CANCELLED, "expert " + expert + ": stopped by its caller");
    }

    /** Nanoseconds until the next call may begin; 0 or less for now. */
    private long untilNext() {
        if (running >= (int) places) {
            return Long.MAX_VALUE;
        }
        long paused = notBefore - System.nanoTime();
        return Math.max(paused, Math.max(requests.untilFree(), tokens.untilFree()));
    }

    /** Calls that may begin now as far as places go. */
    int free() {
        lock.lock();
        try {
            return Math.max(0, (int) places - running);
        } finally {
            lock.unlock();
        }
    }

    private void wake() {
        lock.lock();
        try {
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
