package dev.descry.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.net.URI;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our events as CloudEvents 1.0 and back. */
public final class EventCodec {
    private static final String MEDIA_TYPE = "application/json";

    private EventCodec() {}

    /**
     * The event as this function tells it.
     *
     * @param function name of the function that tells it
     */
    public static CloudEvent write(Event event, String function, Instant time) {
        return write(Envelopes.write(event, function, time));
    }

    /** The envelope as a CloudEvent with JSON data. */
    public static CloudEvent write(Envelope envelope) {
        CloudEventBuilder builder = CloudEventBuilder.v1()
                .withId(envelope.id())
                .withSource(URI.create(envelope.source()))
                .withType(envelope.type())
                .withSubject(envelope.subject())
                .withTime(envelope.time().atOffset(ZoneOffset.UTC))
                .withData(MEDIA_TYPE, Json.write(envelope.data()));
        envelope.extensions().forEach(builder::withExtension);
        return builder.build();
    }

    /**
     * Our event in the CloudEvent; extensions of brokers and others are passed over.
     *
     * @throws IllegalArgumentException for another type, and when an attribute or the data is missing or damaged
     */
    public static Event read(CloudEvent event) {
        Envelope envelope = envelope(event);
        return Envelopes.read(envelope.type(), envelope.extensions(), envelope.data());
    }

    /** Any CloudEvent as an envelope. Data that is no JSON becomes a text of Base64; none becomes null. */
    public static Envelope envelope(CloudEvent event) {
        return new Envelope(
                event.getId(),
                event.getSource().toString(),
                event.getType(),
                String.valueOf(event.getSubject()),
                event.getTime() == null ? Instant.EPOCH : event.getTime().toInstant(),
                extensions(event),
                data(event.getData()));
    }

    /** All its extension attributes as text. */
    public static Map<String, String> extensions(CloudEvent event) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String name : event.getExtensionNames()) {
            values.put(name, String.valueOf(event.getExtension(name)));
        }
        return values;
    }

    private static JsonNode data(@Nullable CloudEventData data) {
        if (data == null) {
            return NullNode.instance;
        }
        try {
            return Json.read(data.toBytes());
        } catch (IllegalArgumentException e) {
            return TextNode.valueOf(Base64.getEncoder().encodeToString(data.toBytes()));
        }
    }
}
