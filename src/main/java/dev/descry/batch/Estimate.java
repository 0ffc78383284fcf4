package dev.descry.batch;

import java.time.Duration;

/**
 * What a batch may take.
 *
 * @param images that would be described
 * @param basis images it is reckoned from
 * @param time by the clock
 * @param spent by the experts
 */
public record Estimate(long images, long basis, Duration time, Spent spent) {
    /** Scales what a few images took. */
    static Estimate of(long images, long basis, Duration time, Spent spent) {
        double factor = (double) images / basis;
        return new Estimate(images, basis, Duration.ofMillis((long) (time.toMillis() * factor)), spent.times(factor));
    }
}
