package dev.descry.event.broker;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * How a trigger delivers, with the words of Knative's delivery spec. Waits double from one attempt to the next, and a
 * {@code Retry-After} in an answer changes nothing, as in the Kafka broker.
 *
 * @param retry attempts after the first
 * @param backoff the wait before attempt n after the first is this times 2 to the n
 * @param timeout of one attempt
 * @param deadLetters who gets what was not taken; empty drops it
 */
public record Delivery(int retry, Duration backoff, Duration timeout, Optional<DeadLetters> deadLetters) {
    /**
     * The end of the line.
     *
     * @param address written into the dead letter of an event this sink did not take itself
     */
    public record DeadLetters(URI address, Subscriber sink) {}

    public Delivery {
        if (retry < 0 || backoff.isNegative() || !timeout.isPositive()) {
            throw new IllegalArgumentException(
                    "delivery: expected 0 retries or more, a wait of 0 or more and a timeout above 0, found %d, %s and %s"
                            .formatted(retry, backoff, timeout));
        }
    }

    /** The wait before the attempt after so many failed ones, from 1. */
    Duration waitAfter(int failed) {
        return backoff.multipliedBy(1L << Math.min(failed, 20));
    }
}
