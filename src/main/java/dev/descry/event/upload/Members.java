package dev.descry.event.upload;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/** Members of a notice's JSON by path ({@code s3.bucket.name}), with an error that names what is missing. */
final class Members {
    private Members() {}

    static JsonNode at(JsonNode json, String path) {
        JsonNode at = json;
        for (String name : path.split("\\.", -1)) {
            at = at.path(name);
        }
        return at;
    }

    static Optional<String> optional(JsonNode json, String path) {
        JsonNode member = at(json, path);
        return member.isTextual() || member.isNumber() ? Optional.of(member.asText()) : Optional.empty();
    }

    static String text(JsonNode json, String path) {
        return optional(json, path)
                .orElseThrow(() -> new IllegalArgumentException(
                        "notice: expected text at %s, found %s".formatted(path, kind(at(json, path)))));
    }

    /** A count of bytes; some providers write it as text. */
    static OptionalLong size(JsonNode json, String path) {
        Optional<String> text = optional(json, path);
        try {
            return text.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(text.orElseThrow()));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("notice: expected a number at %s, found text".formatted(path), e);
        }
    }

    private static String kind(JsonNode json) {
        return json.isMissingNode() ? "none" : json.getNodeType().toString().toLowerCase(Locale.ROOT);
    }
}
