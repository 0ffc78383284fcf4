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
 *
 * <p>Sequencers differ too. AWS and MinIO write numbers whose text has their order. Ceph writes the bytes of a time as they
 * lie in memory, four of seconds and four of nanoseconds, each with its lowest byte first ({@code utime_t} in
 * {@code rgw_notify.cc}); seen in a recorded notice beside its {@code eventTime}.
 */
final class S3Notices {
    private static final String CEPH = "ceph:s3";

    private S3Notices() {}

    /** One member of {@code Records}. */
    static Notice record(JsonNode json) {
        String name = Members.text(json, "eventName").replaceFirst("^s3:", "");
        if (!name.startsWith("ObjectCreated:")) {
            return new Notice.Nothing(name);
        }
        String source = Members.text(json, "eventSource");
        String key = Members.text(json, "s3.object.key");
        Optional<String> sequencer = Members.optional(json, "s3.object.sequencer");
        return new UploadNotice(
                "s3",
                Optional.empty(),
                Members.text(json, "s3.bucket.name"),
                escapes(source) ? unescape(key) : key,
                Members.optional(json, "s3.object.versionId"),
                Members.optional(json, "s3.object.eTag"),
                Members.size(json, "s3.object.size"),
                Members.optional(json, "s3.object.contentType"),
                source.equals(CEPH) ? sequencer.flatMap(S3Notices::highestByteFirst) : sequencer);
    }

    /** Ceph's sequencer in its order; empty for what is none, so that nothing is taken for older than it is. */
    private static Optional<String> highestByteFirst(String sequencer) {
        if (!sequencer.matches("[0-9A-Fa-f]{16}")) {
            return Optional.empty();
        }
        return Optional.of(reversed(sequencer.substring(0, 8)) + reversed(sequencer.substring(8)));
    }

    private static String reversed(String hex) {
        return "%08X".formatted(Integer.reverseBytes(Integer.parseUnsignedInt(hex, 16)));
    }

    private static boolean escapes(String eventSource) {
        return switch (eventSource) {
            case "aws:s3", "minio:s3" -> true;
            case CEPH -> false;
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
