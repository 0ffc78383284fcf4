package dev.descry.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.chain.StepOutcome;
import dev.descry.chain.TranscriptJson;
import dev.descry.image.ImageId;
import java.util.Optional;

/**
 * What came of one step of a run.
 *
 * @param image of the bytes that were described; empty when none could be read
 */
record StepResult(Optional<ImageId> image, StepOutcome outcome) {
    ObjectNode json() {
        ObjectNode json = TranscriptJson.write(outcome);
        image.ifPresent(id -> json.put("imageId", id.hex()));
        return json;
    }

    static StepResult read(JsonNode json, int step) {
        Optional<ImageId> image =
                Optional.ofNullable(json.path("imageId").textValue()).map(ImageId::new);
        return new StepResult(image, TranscriptJson.read(json, step));
    }
}
