package dev.descry.event;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;

/**
 * A function under its name, answering envelopes with envelopes.
 *
 * @param name as triggers and routing slips write it
 */
public record NamedFunction(String name, EventFunction function, Clock clock) {
    /** The types of events that functions tell each other. */
    public static final Set<String> TYPES = Set.of(StepRequested.TYPE, CaptionCompleted.TYPE, CaptionFailed.TYPE);

    /**
     * The envelope that follows; empty when none does, as for events that are not ours.
     *
     * @throws IllegalArgumentException when the event is refused for good
     * @throws RuntimeException of another kind when it should be delivered again later
     */
    public Optional<Envelope> answer(Envelope told) {
        if (!TYPES.contains(told.type())) {
            return Optional.empty();
        }
        Event event;
        try {
            event = Envelopes.read(told.type(), told.extensions(), told.data());
        } catch (IllegalArgumentException e) {
            function.onDamaged(told, e);
            return Optional.empty();
        }
        return function.on(event, told.extensions()).map(next -> Envelopes.write(next, name, clock.instant()));
    }
}
