package dev.descry.experts.chat;

import java.time.Duration;
import java.util.OptionalLong;

/**
 * What one expert is asked at most, by all its callers together.
 *
 * @param concurrency calls at the same time, 1 or more
 * @param requestsPerMinute 1 or more; empty for no limit
 * @param tokensPerMinute read and written, 1 or more; empty for no limit
 * @param timeout of one call, from its first byte to its last
 * @param pause of all callers when the server says it is overloaded and not for how long; doubles while that goes on
 * @param openFor how long a server is left alone when most of its last calls failed
 */
public record Limits(
        int concurrency,
        OptionalLong requestsPerMinute,
        OptionalLong tokensPerMinute,
        Duration timeout,
        Duration pause,
        Duration openFor) {
    /** Four at a time, five minutes each, no rate. */
    public static final Limits DEFAULT = new Limits(
            4,
            OptionalLong.empty(),
            OptionalLong.empty(),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Duration.ofSeconds(30));

    public Limits {
        if (concurrency < 1
                || requestsPerMinute.orElse(1) < 1
                || tokensPerMinute.orElse(1) < 1
                || !timeout.isPositive()
                || !pause.isPositive()
                || !openFor.isPositive()) {
            throw new IllegalArgumentException(
                    "limits: expected numbers of 1 or more and times above 0, found " + concurrency + " calls, "
                            + requestsPerMinute + " requests, " + tokensPerMinute + " tokens, times " + timeout + ", "
                            + pause + ", " + openFor);
        }
    }
}
