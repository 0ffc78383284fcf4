package dev.descry.evaluate;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a run said about one image.
 *
 * @param image the name the run knows the image by
 * @param steps each step's newest description and the expert that spoke; a step that failed or was skipped leaves what
 *     was there, and before the first word there is none
 * @param caption the final text; empty where there is none
 * @param json the record as it was read, for reports
 */
public record CaptionRecord(String image, List<Step> steps, String caption, JsonNode json) {
    /** What stood after a step. */
    public record Step(String expert, String text) {}

    public CaptionRecord {
        steps = List.copyOf(steps);
    }

    /** The texts to measure by what users call them: {@code 1 blip2:scenes}, {@code 2 qwen2-vl:scenes}, {@code final}. */
    Map<String, String> stages() {
        Map<String, String> stages = new LinkedHashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            stages.put((i + 1) + " " + steps.get(i).expert(), steps.get(i).text());
        }
        stages.put("final", caption);
        return stages;
    }

    /** A line of {@code captions.jsonl}, or any object with an {@code image} (or {@code image_id}) and a {@code caption}. */
    static CaptionRecord of(JsonNode json) {
        JsonNode image = json.hasNonNull("image") ? json.get("image") : json.path("image_id");
        if (!image.isValueNode() || !(json.path("caption").isTextual() || json.has("steps"))) {
            throw new IllegalArgumentException(
                    "captions: expected objects with image (or image_id) and caption, found %.80s".formatted(json));
        }
        List<Step> steps = new ArrayList<>();
        String text = "";
        for (JsonNode step : json.path("steps")) {
            text = step.path("text").asText(text);
            steps.add(new Step(step.path("expert").asText("?"), text));
        }
        return new CaptionRecord(image.asText(), steps, json.path("caption").asText(""), json);
    }
}
