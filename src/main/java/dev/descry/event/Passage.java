package dev.descry.event;

import java.time.Instant;
import java.util.Optional;

/**
 * What an event carries along its way from function to function.
 *
 * @param hop functions passed so far. Brokers have no limit of their own, so that an event that comes back to its own
 *     trigger would circle for ever; beyond {@link #MOST_HOPS} it is refused
 * @param deadline when the run is given up
 * @param partitionKey the run's events keep their order; only where order matters, because it holds up others
 * @param traceParent of the W3C trace context
 */
public record Passage(int hop, Instant deadline, Optional<String> partitionKey, Optional<String> traceParent) {
    /** Functions one run may pass. */
    public static final int MOST_HOPS = 16;

    public Passage {
        if (hop < 0) {
            throw new IllegalArgumentException("hop: expected 0 or more, found " + hop);
        }
    }

    /** The start of a run that is given up at the deadline. */
    public static Passage until(Instant deadline) {
        return new Passage(0, deadline, Optional.empty(), Optional.empty());
    }

    /** The same with a trace to belong to. */
    public Passage tracedBy(Optional<String> traceParent) {
        return new Passage(hop, deadline, partitionKey, traceParent);
    }

    /** One function further. */
    public Passage onward() {
        return new Passage(hop + 1, deadline, partitionKey, traceParent);
    }

    /** True when it has passed more functions than a run may. */
    public boolean circling() {
        return hop > MOST_HOPS;
    }

    /** Why no function may take this event any more; empty when one may. */
    public Optional<String> ended(Instant now) {
        if (circling()) {
            return Optional.of("run: expected at most %d hops, found %d; shorten the chain or look for a loop"
                    .formatted(MOST_HOPS, hop));
        }
        if (!now.isBefore(deadline)) {
            return Optional.of("run: expected its end before %s, found %s; allow more time".formatted(deadline, now));
        }
        return Optional.empty();
    }
}
