package dev.descry.event.broker;

import io.cloudevents.CloudEvent;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who gets which events.
 *
 * @param name for logs and dead letters
 * @param exact attributes that an event must have with exactly these values
 * @param address of the subscriber, written into dead letters
 */
public record Trigger(String name, Map<String, String> exact, URI address, Subscriber subscriber, Delivery delivery) {
    public Trigger {
        exact = Map.copyOf(exact);
    }

    boolean wants(CloudEvent event) {
        return exact.entrySet().stream().allMatch(wanted -> wanted.getValue().equals(value(event, wanted.getKey())));
    }

    private static @Nullable String value(CloudEvent event, String name) {
        Object value = event.getAttributeNames().contains(name) ? event.getAttribute(name) : event.getExtension(name);
        return Objects.toString(value, null);
    }
}
