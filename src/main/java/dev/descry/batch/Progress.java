package dev.descry.batch;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How far a batch is.
 *
 * @param captioned images described
 * @param failed images that could not be
 * @param skipped images left alone
 * @param total images to be described or left alone in all; empty until they are counted
 * @param steps of the chain
 * @param stepsDone steps of images done, those of images that failed early included
 * @param spent what the steps of this batch used
 * @param elapsed since the batch began
 */
public record Progress(
        long captioned,
        long failed,
        long skipped,
        OptionalLong total,
        int steps,
        long stepsDone,
        Spent spent,
        Duration elapsed) {
    /** Images described, left alone or failed. */
    public long done() {
        return captioned + failed + skipped;
    }

    /** Images taken per second, those left alone not counted. */
    public double imagesPerSecond() {
        double seconds = elapsed.toNanos() / 1e9;
        return seconds == 0 ? 0 : (captioned + failed) / seconds;
    }

    /** The time left at the rate of the steps so far; empty until there is a rate and a total. */
    public Optional<Duration> left() {
        if (total.isEmpty() || stepsDone == 0) {
            return Optional.empty();
        }
        long stepsLeft = Math.max(0, (total.getAsLong() - skipped) * steps - stepsDone);
        return Optional.of(Duration.ofNanos((long) (elapsed.toNanos() / (double) stepsDone * stepsLeft)));
    }
}
