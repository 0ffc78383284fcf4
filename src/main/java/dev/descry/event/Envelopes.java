package dev.descry.event;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.chain.Outcome;
import dev.descry.expert.ExpertException;
import dev.descry.image.ImageId;
import dev.descry.image.ImageRef;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Events to envelopes and back. */
public final class Envelopes {
    private static final String SOURCE = "/descry/";

    private Envelopes() {}

    /**
     * The event as this function tells it.
     *
     * @param function name of the function that tells it
     */
    public static Envelope write(Event event, String function, Instant time) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.set("image", write(event.image()));
        data.put("transcript", event.run().transcript());
        switch (event) {
            case StepRequested requested -> {}
            case CaptionCompleted completed -> {
                data.put("imageId", completed.imageId().hex());
                data.put("caption", completed.caption());
                completed.sidecar().ifPresent(key -> data.put("sidecar", key));
            }
            case CaptionFailed failed ->
                data.put("kind", failed.failure().kind().name().toLowerCase(Locale.ROOT))
                        .put("message", failed.failure().message());
        }
        ImageRef image = event.image();
        return new Envelope(
                event.id(),
                SOURCE + function,
                event.type(),
                image.bucket() + "/" + image.key(),
                time,
                Extensions.write(event),
                data);
    }

    /**
     * The event in the envelope, whoever told it.
     *
     * @throws IllegalArgumentException for another type, and when an attribute or member is missing or damaged
     */
    public static Event read(String type, Map<String, String> extensions, JsonNode data) {
        RunId run = new RunId(Extensions.text(extensions, Extensions.CHAIN_ID));
        ImageRef image = image(member(data, "image"));
        Passage passage = Extensions.passage(extensions);
        return switch (type) {
            case StepRequested.TYPE -> new StepRequested(run, image, Extensions.slip(extensions), passage);
            case CaptionCompleted.TYPE ->
                new CaptionCompleted(
                        run,
                        image,
                        new ImageId(text(data, "imageId")),
                        text(data, "caption"),
                        optional(data, "sidecar"),
                        passage);
            case CaptionFailed.TYPE ->
                new CaptionFailed(run, image, Extensions.number(extensions, Extensions.STEP), failure(data), passage);
            default -> throw new IllegalArgumentException("event: expected one of Descry's types, found " + type);
        };
    }

    /** Any envelope as one object: the attributes and, under {@code data}, the data. */
    public static ObjectNode write(Envelope envelope) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", envelope.id())
                .put("source", envelope.source())
                .put("type", envelope.type())
                .put("subject", envelope.subject())
                .put("time", envelope.time().toString());
        envelope.extensions().forEach(json::put);
        json.set("data", envelope.data());
        return json;
    }

    /** The image reference as it stands in an event. */
    public static ObjectNode write(ImageRef image) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("store", image.store())
                .put("bucket", image.bucket())
                .put("key", image.key());
        image.version().ifPresent(version -> json.put("version", version));
        return json;
    }

    /**
     * The reference that {@link #write(ImageRef)} wrote.
     *
     * @throws IllegalArgumentException when a member is missing or is no text
     */
    public static ImageRef image(JsonNode json) {
        return new ImageRef(text(json, "store"), text(json, "bucket"), text(json, "key"), optional(json, "version"));
    }

    private static Outcome.Failed failure(JsonNode data) {
        String kind = text(data, "kind");
        return new Outcome.Failed(ExpertException.Kind.valueOf(kind.toUpperCase(Locale.ROOT)), text(data, "message"));
    }

    private static Optional<String> optional(JsonNode json, String name) {
        return json.hasNonNull(name) ? Optional.of(text(json, name)) : Optional.empty();
    }

    private static String text(JsonNode json, String name) {
        JsonNode member = member(json, name);
        if (!member.isTextual()) {
            throw new IllegalArgumentException("event: expected text in data." + name + ", found " + member);
        }
        return member.textValue();
    }

    private static JsonNode member(JsonNode json, String name) {
        JsonNode member = json.path(name);
        if (member.isMissingNode() || member.isNull()) {
            throw new IllegalArgumentException("event: expected the member " + name + " in the data, found none");
        }
        return member;
    }
}
