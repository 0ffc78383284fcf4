package dev.descry.event;

import java.util.Map;
import java.util.Optional;

/** A function of ours as a broker sees it: one event in, at most one out. Called by several threads; may block. */
public interface EventFunction {
    /**
     * Does what the event asks for.
     *
     * @param extensions of the event as it came, with what a broker added
     * @return the event that follows; empty when none does
     * @throws RuntimeException when the same event should be delivered again later
     */
    Optional<Event> on(Event event, Map<String, String> extensions);

    /**
     * An event of one of our types that says nothing of ours.
     *
     * @throws IllegalArgumentException when it should be refused for good
     */
    default void onDamaged(Envelope letter, IllegalArgumentException fault) {
        throw fault;
    }
}
