package dev.descry.event.upload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a user's own program sends: {@code {"image": "s3://bucket/key"}}, {@code {"image": {"store": "s3", "bucket": …,
 * "key": …, "version": …}}} or {@code {"image": "https://…"}}. Keys are as they are.
 */
final class PlainRequest {
    private static final Set<String> STORES = Set.of("s3", "gs", "az");
    private static final Pattern PLACE = Pattern.compile("(s3|gs|az)://([^/]+)/(.+)", Pattern.DOTALL);

    private PlainRequest() {}

    static Notice read(JsonNode json) {
        JsonNode image = json.path("image");
        return image.isTextual() ? address(image.textValue()) : place(image);
    }

    private static Notice address(String text) {
        if (text.startsWith("https://") || text.startsWith("http://")) {
            return new Notice.Address(text);
        }
        Matcher place = PLACE.matcher(text);
        if (!place.matches()) {
            throw new IllegalArgumentException(
                    "notice: expected s3://, gs:// or az:// with bucket and key, or an https address, found another image");
        }
        return UploadNotice.at(place.group(1), place.group(2), place.group(3), Optional.empty());
    }

    private static Notice place(JsonNode image) {
        String store = Members.text(image, "store");
        if (!STORES.contains(store)) {
            throw new IllegalArgumentException(
                    "notice: expected one of the stores " + STORES + ", found '" + store + "'");
        }
        return UploadNotice.at(
                store, Members.text(image, "bucket"), Members.text(image, "key"), Members.optional(image, "version"));
    }
}
