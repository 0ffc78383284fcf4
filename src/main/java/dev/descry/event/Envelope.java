package dev.descry.event;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Map;

/**
 * An event as it travels, whatever carries it: the attributes of a CloudEvent and JSON data. Extension values are text,
 * because a broker's filters compare text.
 *
 * @param source who tells it, for example {@code /descry/intake}; id and source together name the telling
 * @param subject the image, as {@code bucket/key}
 * @param extensions by name, without the standard attributes
 */
public record Envelope(
        String id,
        String source,
        String type,
        String subject,
        Instant time,
        Map<String, String> extensions,
        JsonNode data) {
    public Envelope {
        extensions = Map.copyOf(extensions);
    }
}
