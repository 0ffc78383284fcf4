package dev.descry.event.upload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Notices of Azure Blob Storage by Event Grid, in the schema of CloudEvents and in its own. Keys are as they are. */
final class AzureNotices {
    static final String TYPE = "Microsoft.Storage.BlobCreated";

    private static final String VALIDATION = "Microsoft.EventGrid.SubscriptionValidationEvent";
    private static final Pattern ACCOUNT = Pattern.compile("/storageAccounts/([a-z0-9]{3,24})(?:/|$)");
    private static final Pattern SUBJECT =
            Pattern.compile("/blobServices/default/containers/([^/]+)/blobs/(.+)", Pattern.DOTALL);
    /**
     * What leaves a whole blob behind. With a hierarchical namespace a file is created empty, filled and flushed; only
     * the flush that closes it is of interest.
     */
    private static final Set<String> WHOLE = Set.of("PutBlob", "PutBlockList", "CopyBlob", "FlushWithClose");

    private AzureNotices() {}

    /** An event in Event Grid's own schema. */
    static Notice eventGrid(JsonNode event) {
        String type = Members.text(event, "eventType");
        return switch (type) {
            case VALIDATION -> new Notice.Validation(Members.text(event, "data.validationCode"));
            case TYPE -> blob(Members.text(event, "topic"), event);
            default -> new Notice.Nothing(type);
        };
    }

    /**
     * An upload.
     *
     * @param account the resource that tells it
     * @param event with subject and data, which both schemas share
     */
    static Notice blob(String account, JsonNode event) {
        String api = Members.text(event, "data.api");
        if (!WHOLE.contains(api)) {
            return new Notice.Nothing(TYPE + " by " + api);
        }
        Matcher subject = match(SUBJECT, Members.text(event, "subject"));
        return new UploadNotice(
                "az",
                Optional.of(match(ACCOUNT, account).group(1)),
                subject.group(1),
                subject.group(2),
                Optional.empty(),
                Members.optional(event, "data.eTag"),
                Members.size(event, "data.contentLength"),
                Members.optional(event, "data.contentType"),
                Members.optional(event, "data.sequencer"));
    }

    private static Matcher match(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException(
                    "notice: expected an Azure resource like %s, found '%s'".formatted(pattern, text));
        }
        return matcher;
    }
}
