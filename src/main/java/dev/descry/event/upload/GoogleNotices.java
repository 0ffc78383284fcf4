package dev.descry.event.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Notices of Google Cloud Storage: by Eventarc, and by a push subscription of Pub/Sub. Keys are as they are.
 * A generation counts microseconds, so that it orders the notices of a key as a sequencer does.
 */
final class GoogleNotices {
    static final String TYPE = "google.cloud.storage.object.v1.finalized";

    /** Digits of a number of 64 bits. */
    private static final int LONGEST = 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private GoogleNotices() {}

    /** The resource of an object, the data of Eventarc's event. */
    static UploadNotice object(JsonNode data) {
        return new UploadNotice(
                "gs",
                Optional.empty(),
                Members.text(data, "bucket"),
                Members.text(data, "name"),
                Members.optional(data, "generation"),
                Members.optional(data, "etag"),
                Members.size(data, "size"),
                Members.optional(data, "contentType"),
                Members.optional(data, "generation").map(GoogleNotices::sequencer));
    }

    /** The message of a push. Its data is the object's resource or nothing, as the notification was set up. */
    static Notice message(JsonNode message) {
        String type = Members.text(message, "attributes.eventType");
        if (!type.equals("OBJECT_FINALIZE")) {
            return new Notice.Nothing(type);
        }
        Optional<UploadNotice> told = Members.optional(message, "data")
                .filter(data -> !data.isEmpty())
                .map(data -> object(decode(data)));
        return new UploadNotice(
                "gs",
                Optional.empty(),
                Members.text(message, "attributes.bucketId"),
                Members.text(message, "attributes.objectId"),
                Members.optional(message, "attributes.objectGeneration"),
                told.flatMap(UploadNotice::tag),
                told.map(UploadNotice::size).orElse(OptionalLong.empty()),
                told.flatMap(UploadNotice::mediaType),
                Members.optional(message, "attributes.objectGeneration").map(GoogleNotices::sequencer));
    }

    /** Decimal digits in the order of their number. */
    private static String sequencer(String generation) {
        return "0".repeat(Math.max(0, LONGEST - generation.length())) + generation;
    }

    private static JsonNode decode(String base64) {
        try {
            return JSON.readTree(new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException | JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "notice: expected JSON in Base64 at message.data, found something else; set the payload format to"
                            + " JSON_API_V1 or NONE",
                    e);
        }
    }
}
