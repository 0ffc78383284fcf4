package dev.descry.chain;

import java.time.Duration;

/**
 * How often a step is tried when it fails for a passing reason. A failure that says when to come back costs no attempt:
 * its time is waited out as long as the deadline allows.
 *
 * @param attempts 1 or more, the first included; 1 tries nothing again
 * @param backoff wait before the second attempt; doubles before each later one, up to {@link #LONGEST_WAIT}
 * @param deadline for all attempts and the waits between them; no attempt begins or goes on after it
 */
public record Retry(int attempts, Duration backoff, Duration deadline) {
    /** Long enough for two attempts of {@link Step#DEFAULT_TIMEOUT}. */
    public static final Duration DEFAULT_DEADLINE = Duration.ofMinutes(20);

    /** Once and no more. */
    public static final Retry NONE = new Retry(1, Duration.ZERO);

    /** The longest wait between two attempts. */
    public static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    public Retry {
        if (attempts < 1 || backoff.isNegative() || !deadline.isPositive()) {
            throw new IllegalArgumentException(
                    "retry: expected 1 attempt or more, a wait of 0 or more and a deadline above 0, found %d, %s and %s"
                            .formatted(attempts, backoff, deadline));
        }
    }

    /** So many attempts within {@link #DEFAULT_DEADLINE}. */
    public Retry(int attempts, Duration backoff) {
        this(attempts, backoff, DEFAULT_DEADLINE);
    }

    /** The wait after so many failed attempts, 1 or more. */
    Duration waitAfter(int failed) {
        Duration wait = backoff;
        for (int i = 1; i < failed && wait.compareTo(LONGEST_WAIT) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT;
    }
}
