package dev.descry.chain;

import dev.descry.caption.Caption;
import dev.descry.expert.ExpertException;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The attempts of one step, by its {@link Retry} rule. For one thread. */
final class Attempts {
    private final Retry rule;
    private final Duration timeout;
    private final long end;
    private int counted;
    private int failed;

    /** The deadline runs from here. */
    Attempts(Step step) {
        rule = step.retry();
        timeout = step.timeout();
        end = System.nanoTime() + rule.deadline().toNanos();
    }

    /**
     * Tries until there is a caption or the rule forbids another attempt.
     *
     * @param attempt makes one attempt, given its number from 1 and its time
     * @param rest waits between two attempts
     * @throws ExpertException of the last attempt
     */
    Caption make(BiFunction<Integer, Duration, Caption> attempt, Consumer<Duration> rest) {
        while (true) {
            try {
                return attempt.apply(failed + 1, shorter(timeout, left()));
            } catch (ExpertException e) {
                rest.accept(waitAfter(e));
            }
        }
    }

    private Duration waitAfter(ExpertException e) {
        failed++;
        counted += e.retryAfter().isPresent() ? 0 : 1;
        Duration wait = longer(rule.waitAfter(failed), e.retryAfter().orElse(Duration.ZERO));
        boolean again = e.kind().passing() && rule.attempts() > 1 && counted < rule.attempts();
        if (again && wait.toNanos() < end - System.nanoTime()) {
            return wait;
        }
        throw failed == 1 ? e : e.saying(e.getMessage() + " (" + failed + " attempts)");
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(1, end - System.nanoTime()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
