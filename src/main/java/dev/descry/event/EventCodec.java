package dev.descry.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cloudevents.CloudEvent;
import io.cloudevents.CloudEventData;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our events as CloudEvents 1.0 and back. */
public final class EventCodec {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String MEDIA_TYPE = "application/json";

    private EventCodec() {}

    /**
     * The event as this function tells it.
     *
     * @param function name of the function that tells it
     */
    public static CloudEvent write(Event event, String function, Instant time) {
        Envelope envelope = Envelopes.write(event, function, time);
        CloudEventBuilder builder = CloudEventBuilder.v1()
                .withId(envelope.id())
                .withSource(URI.create(envelope.source()))
                .withType(envelope.type())
                .withSubject(envelope.subject())
                .withTime(envelope.time().atOffset(ZoneOffset.UTC))
                .withData(MEDIA_TYPE, envelope.data().toString().getBytes(StandardCharsets.UTF_8));
        envelope.extensions().forEach(builder::withExtension);
        return builder.build();
    }

    /**
     * Our event in the CloudEvent; extensions of brokers and others are passed over.
     *
     * @throws IllegalArgumentException for another type, and when an attribute or the data is missing or damaged
     */
    public static Event read(CloudEvent event) {
        return Envelopes.read(event.getType(), extensions(event), data(event.getData()));
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
            throw new IllegalArgumentException("event: expected JSON data, found none");
        }
        try {
            return JSON.readTree(data.toBytes());
        } catch (IOException e) {
            throw new IllegalArgumentException("event: expected JSON data, found " + e.getMessage(), e);
        }
    }
}
