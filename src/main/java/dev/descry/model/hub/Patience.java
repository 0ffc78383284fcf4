package dev.descry.model.hub;

import dev.descry.model.ModelException;
import dev.descry.model.Progress;
import dev.descry.model.Watch;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** How often to try again, and how long to wait in between. Any progress starts the count anew. */
final class Patience {
    /** Failures in a row without a single byte in between. */
    private static final int MAX_FAILURES = 6;

    /** A hub that asks for more is as good as down. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private static final Duration SLICE = Duration.ofMillis(100);

    private final Duration first;
    private final Watch watch;
    private int failures;

    Patience(Duration first, Watch watch) {
        this.first = first;
        this.watch = watch;
    }

    void progressed() {
        failures = 0;
    }

    /**
     * Waits before the next try.
     *
     * @param retryAfter the header of that name, as the server sent it
     * @throws ModelException when there were too many failures in a row
     */
    void failed(String what, String problem, Optional<String> retryAfter) {
        failures++;
        if (failures >= MAX_FAILURES) {
            throw new ModelException(
                    "%s: expected an answer, found %s after %d tries; try again later, nothing downloaded is lost"
                            .formatted(what, problem, failures));
        }
        Duration backoff = first.multipliedBy(1L << (failures - 1));
        long jitter = ThreadLocalRandom.current().nextLong(backoff.toNanos() / 2 + 1);
        Duration asked = retryAfter.flatMap(Patience::parse).orElse(Duration.ZERO);
        if (asked.compareTo(LONGEST) > 0) {
            throw new ModelException(
                    "%s: expected to try again soon, found %s and a wait of %d minutes; try again later"
                            .formatted(what, problem, asked.toMinutes()));
        }
        Duration pause = asked.compareTo(backoff) > 0 ? asked : backoff.plusNanos(jitter);
        watch.progress(new Progress("waiting: " + problem, 0, 0, 0));
        sleep(what, pause);
    }

    private void sleep(String what, Duration pause) {
        long end = System.nanoTime() + pause.toNanos();
        for (long left = pause.toNanos(); left > 0; left = end - System.nanoTime()) {
            watch.check(what);
            LockSupport.parkNanos(Math.min(left, SLICE.toNanos()));
        }
    }

    /** Seconds or an HTTP date; anything else is as if it were not there. */
    static Optional<Duration> parse(String retryAfter) {
        if (retryAfter.matches("\\d{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(retryAfter)));
        }
        try {
            Instant until = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
            Duration wait = Duration.between(Instant.now(), until);
            return Optional.of(wait.isNegative() ? Duration.ZERO : wait);
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
