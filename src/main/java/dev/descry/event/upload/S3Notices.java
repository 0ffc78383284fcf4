package dev.descry.event.upload;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * Notices of S3 and of servers that write them alike: records of AWS, MinIO and Ceph, and EventBridge.
 *
 * <p>Who wrote the record says how its key is written: AWS and MinIO escape it as in a form ({@code +} is a space), Ceph
 * and EventBridge leave it as it is. A key that looks escaped may be one that really has a {@code %} in it, so that
 * guessing names other objects.
 */
final class S3Notices {
    private S3Notices() {}

    /** One member of {@code Records}. */
    static Notice record(JsonNode json) {
        String name = Members.text(json, "eventName").replaceFirst("^s3:", "");
        if (!name.startsWith("ObjectCreated:")) {
            return new Notice.Nothing(name);
        }
        String key = Members.text(json, "s3.object.key");
        return new UploadNotice(
                "s3",
                Optional.empty(),
                Members.text(json, "s3.bucket.name"),
                escapes(Members.text(json, "eventSource")) ? unescape(key) : key,
                Members.optional(json, "s3.object.versionId"),
                Members.optional(json, "s3.object.eTag"),
                Members.size(json, "s3.object.size"),
                Members.optional(json, "s3.object.contentType"),
                Members.optional(json, "s3.object.sequencer"));
    }

    private static boolean escapes(String eventSource) {
        return switch (eventSource) {
            case "aws:s3", "minio:s3" -> true;
            case "ceph:s3" -> false;
            default ->
                throw new IllegalArgumentException(
                        "notice: expected the eventSource aws:s3, minio:s3 or ceph:s3, found '" + eventSource + "'");
        };
    }

    private static String unescape(String key) {
        try {
            return URLDecoder.decode(key, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("notice: expected an escaped key, found '" + key + "'", e);
        }
    }

    /** An event of EventBridge with the source {@code aws.s3}. */
    static Notice eventBridge(JsonNode json) {
        String type = Members.text(json, "detail-type");
        String source = Members.text(json, "source");
        if (!type.equals("Object Created") || !source.equals("aws.s3")) {
            return new Notice.Nothing(source + " " + type);
        }
        return new UploadNotice(
                "s3",
                Optional.empty(),
                Members.text(json, "detail.bucket.name"),
                Members.text(json, "detail.object.key"),
                Members.optional(json, "detail.object.version-id"),
                Members.optional(json, "detail.object.etag"),
                Members.size(json, "detail.object.size"),
                Optional.empty(),
                Members.optional(json, "detail.object.sequencer"));
    }
}
