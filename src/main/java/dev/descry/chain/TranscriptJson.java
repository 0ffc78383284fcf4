package dev.descry.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.caption.Caption;
import dev.descry.expert.ExpertException;
import dev.descry.image.ImageId;
import java.util.ArrayList;
import java.util.List;

/**
 * Transcripts as JSON: {@code {"image": …, "imageId": …, "steps": [{"expert": …, "outcome": "captioned", …}], "caption":
 * …}}. A caption's members stand in its step, a skipped step has a {@code reason}, a failed one a {@code kind} and a
 * {@code message}, and a judged one {@code judgements} (see {@link JudgementJson}). The last {@code caption} is the newest
 * accepted text without what a judge took out of it, or null.
 */
public final class TranscriptJson {
    private TranscriptJson() {}

    /** The transcript of the image that the caller knows by this name, such as its path. */
    public static ObjectNode write(String image, Transcript transcript) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("image", image);
        json.put("imageId", transcript.imageId().hex());
        ArrayNode steps = json.putArray("steps");
        transcript.steps().forEach(step -> steps.add(write(step)));
        json.put("caption", transcript.caption().map(Caption::text).orElse(null));
        return json;
    }

    /** One step, as it stands in a transcript. */
    public static ObjectNode write(StepOutcome step) {
        ObjectNode json = outcome(step, JsonNodeFactory.instance.objectNode().put("expert", step.expert()));
        if (!step.judgements().isEmpty()) {
            ArrayNode judgements = json.putArray("judgements");
            step.judgements().forEach(judgement -> judgements.add(JudgementJson.write(judgement)));
        }
        return json;
    }

    private static ObjectNode outcome(StepOutcome step, ObjectNode json) {
        return switch (step.outcome()) {
            case Outcome.Captioned(Caption caption) -> CaptionJson.write(caption, json.put("outcome", "captioned"));
            case Outcome.Skipped(String reason) ->
                json.put("outcome", "skipped").put("reason", reason).put("millis", step.millis());
            case Outcome.Failed(ExpertException.Kind kind, String message) ->
                json.put("outcome", "failed")
                        .put("kind", CaptionJson.constant(kind))
                        .put("message", message)
                        .put("millis", step.millis());
        };
    }

    /**
     * The transcript that {@link #write(String, Transcript)} wrote; the chain's name is not part of it.
     *
     * @throws IllegalArgumentException when a member is missing or of another type
     */
    public static Transcript read(JsonNode json, String chain) {
        List<StepOutcome> steps = new ArrayList<>();
        for (JsonNode step : CaptionJson.member(json, "steps")) {
            steps.add(read(step, steps.size()));
        }
        return new Transcript(new ImageId(CaptionJson.text(json, "imageId")), chain, steps);
    }

    /**
     * The step that {@link #write(StepOutcome)} wrote.
     *
     * @param index its place in the chain, from 0
     * @throws IllegalArgumentException when a member is missing or of another type
     */
    public static StepOutcome read(JsonNode json, int index) {
        String outcome = CaptionJson.text(json, "outcome");
        return new StepOutcome(
                index,
                CaptionJson.text(json, "expert"),
                switch (outcome) {
                    case "captioned" -> new Outcome.Captioned(CaptionJson.read(json));
                    case "skipped" -> new Outcome.Skipped(CaptionJson.text(json, "reason"));
                    case "failed" ->
                        new Outcome.Failed(
                                CaptionJson.constant(ExpertException.Kind.class, CaptionJson.text(json, "kind")),
                                CaptionJson.text(json, "message"));
                    default ->
                        throw new IllegalArgumentException(
                                "JSON: expected the outcome captioned, skipped or failed, found " + outcome);
                },
                CaptionJson.number(json, "millis").longValue(),
                judgements(json));
    }

    private static List<Judgement> judgements(JsonNode json) {
        List<Judgement> judgements = new ArrayList<>();
        json.path("judgements").forEach(judgement -> judgements.add(JudgementJson.read(judgement)));
        return judgements;
    }
}
