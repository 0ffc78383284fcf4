package dev.descry.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.descry.chain.Outcome;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.ImageId;
import io.cloudevents.http.HttpMessageFactory;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The file that describes our events against the events themselves, as they leave over HTTP. */
class AsyncApiTest {
    private static final Passage FULL = new Passage(
            3,
            FakeEvents.DEADLINE,
            Optional.of("album"),
            Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    private static final List<Event> EVENTS = List.of(
            new StepRequested(FakeEvents.RUN, FakeEvents.IMAGE, new RoutingSlip(1, "chat", List.of("archive")), FULL),
            new CaptionCompleted(
                    FakeEvents.RUN,
                    FakeEvents.IMAGE,
                    ImageId.of(new byte[0]),
                    "A circle.",
                    Optional.of("trip/a.txt"),
                    FULL),
            new CaptionFailed(FakeEvents.RUN, FakeEvents.IMAGE, 2, new Outcome.Failed(Kind.REFUSED, "no"), FULL));

    private static JsonNode api;

    @BeforeAll
    static void read() throws IOException {
        try (InputStream in = AsyncApiTest.class.getResourceAsStream("/api/asyncapi.yaml")) {
            api = new YAMLMapper().readTree(in);
        }
    }

    @Test
    void thereIsAChannelForEveryTypeAndNoOther() {
        Set<String> addresses = new HashSet<>();
        api.path("channels")
                .forEach(channel -> addresses.add(channel.path("address").asText()));
        assertThat(addresses).isEqualTo(NamedFunction.TYPES);
    }

    @Test
    void everyHeaderOfAnEventIsDescribedAndEveryDescribedOneIsSent() {
        for (Event event : EVENTS) {
            Map<String, String> headers = headers(event);
            Map<String, JsonNode> described = new HashMap<>();
            Set<String> required = new HashSet<>();
            for (JsonNode part : message(event).path("headers").path("allOf")) {
                JsonNode schema = resolved(part);
                schema.path("properties")
                        .properties()
                        .forEach(each -> described.put(each.getKey(), resolved(each.getValue())));
                schema.path("required").forEach(name -> required.add(name.asText()));
            }
            headers.remove("content-type");
            assertThat(headers.keySet()).as(event.type()).isEqualTo(described.keySet());
            assertThat(headers.keySet()).containsAll(required);
            described.forEach((name, schema) -> assertMatches(name, headers.getOrDefault(name, ""), schema));
        }
    }

    @Test
    void everyMemberOfTheDataIsDescribedAndEveryDescribedOneIsThere() {
        for (Event event : EVENTS) {
            JsonNode data = Envelopes.write(event, "test", Instant.EPOCH).data();
            JsonNode schema = resolved(message(event).path("payload"));
            assertThat(names(data)).as(event.type()).isEqualTo(names(schema.path("properties")));
            JsonNode image = resolved(schema.path("properties").path("image"));
            assertThat(names(data.path("image"))).isEqualTo(names(image.path("properties")));
        }
    }

    @Test
    void everyKindOfFailureIsListed() {
        Set<String> listed = new HashSet<>();
        api.at("/components/schemas/failed/properties/kind/enum").forEach(kind -> listed.add(kind.asText()));
        assertThat(listed)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(Kind.values())
                        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
                        .toList());
    }

    private static void assertMatches(String name, String value, JsonNode schema) {
        if (schema.has("const")) {
            assertThat(value).as(name).isEqualTo(schema.path("const").asText());
        }
        if (schema.has("pattern")) {
            assertThat(value).as(name).matches(schema.path("pattern").asText());
        }
    }

    private static JsonNode message(Event event) {
        for (JsonNode message : api.path("components").path("messages")) {
            if (message.path("name").asText().equals(event.type())) {
                return message;
            }
        }
        throw new AssertionError("no message " + event.type());
    }

    private static Map<String, String> headers(Event event) {
        Map<String, String> headers = new HashMap<>();
        HttpMessageFactory.createWriter((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value), body -> {})
                .writeBinary(EventCodec.write(event, "test", Instant.EPOCH));
        return headers;
    }

    private static JsonNode resolved(JsonNode schema) {
        return schema.has("$ref") ? api.at(schema.path("$ref").asText().substring(1)) : schema;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
