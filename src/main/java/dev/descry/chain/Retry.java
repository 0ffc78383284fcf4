package dev.descry.chain;

import java.time.Duration;

/**
 * How often a step is tried when it fails for a passing reason.
 *
 * @param attempts 1 or more, the first included
 * @param backoff wait before the second attempt; doubles before each later one, up to {@link #LONGEST_WAIT}
 */
public record Retry(int attempts, Duration backoff) {
    /** Once and no more. */
    public static final Retry NONE = new Retry(1, Duration.ZERO);

    /** The longest wait between two attempts. */
    public static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

    public Retry {
        if (attempts < 1 || backoff.isNegative()) {
            throw new IllegalArgumentException(
                    "retry: expected 1 attempt or more and a wait of 0 or more, found %d and %s"
                            .formatted(attempts, backoff));
        }
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
