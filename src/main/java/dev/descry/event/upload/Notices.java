package dev.descry.event.upload;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Reads what providers send when an object was written, whatever carries it: alone, in an array, as data of a CloudEvent
 * (binary or structured), as the message of a Pub/Sub push. What a message of SNS carries is read once it was verified.
 */
public final class Notices {
    /** Event Grid sends batches of up to 1 MB; no provider sends more in one. */
    private static final int MOST = 1000;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final List<Notice> found = new ArrayList<>();

    private Notices() {}

    /**
     * The notices in a request.
     *
     * @param headers by lower-case name
     * @param body as it came
     * @throws IllegalArgumentException when the body is no notice that is known here
     */
    public static List<Notice> read(Map<String, String> headers, byte[] body) {
        JsonNode json = parse(new String(body, StandardCharsets.UTF_8));
        Notices notices = new Notices();
        if (headers.containsKey("ce-specversion")) {
            notices.cloudEvent(attributes(headers), json);
        } else {
            notices.add(json);
        }
        return List.copyOf(notices.found);
    }

    /** The notices in the text that a verified message carries. */
    public static List<Notice> read(String text) {
        return read(Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    private static JsonNode parse(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("notice: expected JSON, found something else", e);
        }
    }

    private static ObjectNode attributes(Map<String, String> headers) {
        ObjectNode event = JSON.createObjectNode();
        headers.forEach((name, value) -> {
            if (name.startsWith("ce-")) {
                event.put(name.substring(3), value);
            }
        });
        return event;
    }

    private void add(JsonNode json) {
        if (json.isArray()) {
            json.forEach(this::add);
        } else if (json.has("specversion")) {
            cloudEvent(json, data(json));
        } else if (json.path("Records").isArray()) {
            json.path("Records").forEach(record -> take(S3Notices.record(record)));
        } else {
            take(one(json));
        }
    }

    private void take(Notice notice) {
        if (found.size() >= MOST) {
            throw new IllegalArgumentException("notice: expected at most " + MOST + " in one request, found more");
        }
        found.add(notice);
    }

    private static Notice one(JsonNode json) {
        if (json.has("detail-type")) {
            return S3Notices.eventBridge(json);
        }
        if (json.path("message").isObject() && json.has("subscription")) {
            return GoogleNotices.message(json.path("message"));
        }
        if (json.has("eventType") && json.has("topic")) {
            return AzureNotices.eventGrid(json);
        }
        if (json.has("Type") && json.has("TopicArn")) {
            return SnsMessage.read(json);
        }
        if (json.has("image")) {
            return PlainRequest.read(json);
        }
        if (json.path("Event").asText().equals("s3:TestEvent")) {
            return new Notice.Nothing("s3:TestEvent");
        }
        throw new IllegalArgumentException(
                "notice: expected an upload notice of S3, MinIO, Ceph, Google or Azure, or {\"image\": …}, found other JSON");
    }

    /** An event whose type says nothing may still carry a notice: brokers and sources wrap what they got from a queue. */
    private void cloudEvent(JsonNode event, JsonNode data) {
        String type = Members.text(event, "type");
        if (type.equals(GoogleNotices.TYPE)) {
            take(GoogleNotices.object(data));
        } else if (type.startsWith("google.cloud.storage.object.")) {
            take(new Notice.Nothing(type));
        } else if (type.equals(AzureNotices.TYPE)) {
            take(AzureNotices.blob(Members.text(event, "source"), withSubject(event, data)));
        } else if (type.startsWith("Microsoft.")) {
            take(new Notice.Nothing(type));
        } else if (data.has("s3") && data.has("eventName")) {
            take(S3Notices.record(data));
        } else {
            add(data);
        }
    }

    private static ObjectNode withSubject(JsonNode event, JsonNode data) {
        ObjectNode both = JSON.createObjectNode().put("subject", Members.text(event, "subject"));
        both.set("data", data);
        return both;
    }

    private static JsonNode data(JsonNode event) {
        if (event.path("data_base64").isTextual()) {
            return parse(decode(event.path("data_base64").textValue()));
        }
        JsonNode data = event.path("data");
        return data.isTextual() ? parse(data.textValue()) : data;
    }

    private static String decode(String base64) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("notice: expected Base64 at data_base64, found something else", e);
        }
    }
}
