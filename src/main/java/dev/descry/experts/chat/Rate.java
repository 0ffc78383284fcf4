package dev.descry.experts.chat;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A token bucket that fills over a minute and holds a second's worth, so that no minute sees more than the limit. What is
 * taken beyond its content is paid off before the next is let through.
 */
final class Rate {
    private static final long SECONDS = 60;

    private final Optional<Bucket> bucket;

    /** @param perMinute 1 or more; empty lets everything through */
    Rate(OptionalLong perMinute) {
        bucket = perMinute.isPresent() ? Optional.of(bucket(perMinute.getAsLong())) : Optional.empty();
    }

    private static Bucket bucket(long perMinute) {
        long burst = Math.max(1, perMinute / SECONDS);
        return Bucket.builder()
                .addLimit(Bandwidth.builder()
                        .capacity(burst)
                        .refillGreedy(perMinute - burst + 1, Duration.ofSeconds(SECONDS))
                        .build())
                .withNanosecondPrecision()
                .build();
    }

    /** Nanoseconds until something may be taken; 0 when it may be now. */
    long untilFree() {
        return bucket.map(full -> full.estimateAbilityToConsume(1).getNanosToWaitForRefill())
                .orElse(0L);
    }

    /** Takes so many, 1 or more, also into debt. */
    void take(long amount) {
        bucket.ifPresent(full -> full.consumeIgnoringRateLimits(amount));
    }

    /** Replaces an amount taken by what it turned out to be. */
    void correct(long taken, long actual) {
        if (actual > taken) {
            take(actual - taken);
        } else if (actual < taken) {
            bucket.ifPresent(full -> full.addTokens(taken - actual));
        }
    }
}
