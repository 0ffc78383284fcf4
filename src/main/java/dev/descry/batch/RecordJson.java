package dev.descry.batch;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.chain.Transcript;
import dev.descry.chain.TranscriptJson;
import dev.descry.dataset.ImageFile;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The record of one image: its transcript as {@link TranscriptJson} writes it, and {@code "error": {"kind": …,
 * "message": …}} where it was not described. Without a transcript {@code imageId} and {@code caption} are null. {@code fields},
 * {@code variant} and {@code address} are there where the image is no plain file described once.
 */
public final class RecordJson {
    private RecordJson() {}

    /** The record; empty for an image that was left alone. */
    public static Optional<ObjectNode> write(ImageFile image, ImageOutcome outcome) {
        return switch (outcome) {
            case ImageOutcome.Captioned(Transcript transcript) ->
                Optional.of(with(image, TranscriptJson.write(image.name(), transcript)));
            case ImageOutcome.Failed(Problem problem, Optional<Transcript> transcript) -> {
                ObjectNode json = transcript
                        .map(known -> TranscriptJson.write(image.name(), known))
                        .orElseGet(() -> nothing(image));
                json.putObject("error").put("kind", problem.kind()).put("message", problem.message());
                yield Optional.of(with(image, json));
            }
            case ImageOutcome.Skipped skipped -> Optional.empty();
        };
    }

    private static ObjectNode with(ImageFile image, ObjectNode json) {
        if (!image.fields().isEmpty()) {
            ObjectNode fields = json.putObject("fields");
            new TreeMap<>(image.fields()).forEach(fields::put);
        }
        if (image.variant() > 1) {
            json.put("variant", image.variant());
        }
        String address = image.content().address();
        if (!address.equals("file:" + image.name())) {
            json.put("address", address);
        }
        return json;
    }

    private static ObjectNode nothing(ImageFile image) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("image", image.name()).putNull("imageId").putArray("steps");
        return json.putNull("caption");
    }
}
