package dev.descry.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.expert.ExpertException;
import dev.descry.verify.Segment;
import dev.descry.verify.Similarity;
import dev.descry.verify.Threshold;
import dev.descry.verify.Verdict;
import dev.descry.verify.Verification;
import java.util.ArrayList;
import java.util.List;

/**
 * Judgements as JSON: {@code {"judge": …, "modelDigest": …, "split": "sentence", "threshold": 0.2, "pruned": true,
 * "caption": …, "segments": [{"text": …, "start": 0, "end": 7, "similarity": 0.27, "windows": 1, "kept": true}]}}, or
 * {@code {"kind": …, "message": …}} where the judge failed.
 */
public final class JudgementJson {
    private JudgementJson() {}

    /** One judgement as an object of its own. */
    public static ObjectNode write(Judgement judgement) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        return switch (judgement) {
            case Judgement.Unjudged(ExpertException.Kind kind, String message) ->
                json.put("kind", CaptionJson.constant(kind)).put("message", message);
            case Judgement.Judged(Verification verification, boolean pruned) ->
                write(verification, json).put("pruned", pruned);
        };
    }

    /** What was judged, and how. */
    public static ObjectNode write(Verification verification) {
        return write(verification, JsonNodeFactory.instance.objectNode());
    }

    private static ObjectNode write(Verification verification, ObjectNode json) {
        json.put("judge", verification.model());
        json.put("modelDigest", verification.modelDigest());
        json.put("split", verification.segmentation());
        json.put("threshold", verification.threshold().value());
        json.put("caption", verification.caption());
        ArrayNode segments = json.putArray("segments");
        for (Verdict verdict : verification.verdicts()) {
            segments.addObject()
                    .put("text", verdict.segment().text())
                    .put("start", verdict.segment().start())
                    .put("end", verdict.segment().end())
                    .put("similarity", verdict.similarity().value())
                    .put("windows", verdict.similarity().windows())
                    .put("kept", verdict.kept());
        }
        return json;
    }

    /**
     * The judgement that {@link #write(Judgement)} wrote.
     *
     * @throws IllegalArgumentException when a member is missing or of another type
     */
    public static Judgement read(JsonNode json) {
        if (json.has("kind")) {
            return new Judgement.Unjudged(
                    CaptionJson.constant(ExpertException.Kind.class, CaptionJson.text(json, "kind")),
                    CaptionJson.text(json, "message"));
        }
        List<Verdict> verdicts = new ArrayList<>();
        CaptionJson.member(json, "segments").forEach(segment -> verdicts.add(verdict(segment)));
        return new Judgement.Judged(
                new Verification(
                        CaptionJson.text(json, "judge"),
                        CaptionJson.text(json, "modelDigest"),
                        CaptionJson.text(json, "split"),
                        new Threshold(CaptionJson.number(json, "threshold").doubleValue()),
                        CaptionJson.text(json, "caption"),
                        verdicts),
                CaptionJson.member(json, "pruned").booleanValue());
    }

    private static Verdict verdict(JsonNode json) {
        return new Verdict(
                new Segment(
                        CaptionJson.text(json, "text"),
                        CaptionJson.number(json, "start").intValue(),
                        CaptionJson.number(json, "end").intValue()),
                new Similarity(
                        CaptionJson.number(json, "similarity").doubleValue(),
                        CaptionJson.number(json, "windows").intValue()),
                CaptionJson.member(json, "kept").booleanValue());
    }
}
