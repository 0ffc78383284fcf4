package dev.descry.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.caption.PromptTemplate;
import dev.descry.verify.Segmentation;
import dev.descry.verify.Threshold;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Chains as JSON and back, whole: prompts as text, times as ISO 8601. Constants are written in lower case. */
public final class ChainJson {
    private ChainJson() {}

    public static ObjectNode write(Chain chain) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", chain.name());
        json.put("endWhenUnchanged", chain.endWhenUnchanged());
        ArrayNode steps = json.putArray("steps");
        chain.steps().forEach(step -> write(step, steps.addObject()));
        chain.judging().ifPresent(judging -> write(judging, json.putObject("judging")));
        return json;
    }

    /**
     * The chain that {@link #write(Chain)} wrote; members it does not know are passed over.
     *
     * @throws IllegalArgumentException when a member is missing, of another type or out of range
     */
    public static Chain read(JsonNode json) {
        List<Step> steps = new ArrayList<>();
        CaptionJson.member(json, "steps").forEach(step -> steps.add(step(step)));
        return new Chain(
                CaptionJson.text(json, "name"),
                steps,
                CaptionJson.member(json, "endWhenUnchanged").booleanValue(),
                json.hasNonNull("judging") ? Optional.of(judging(json.path("judging"))) : Optional.empty());
    }

    private static void write(Step step, ObjectNode json) {
        json.put("expert", step.expert());
        write(step.first(), json.putObject("first"));
        write(step.later(), json.putObject("later"));
        CaptionJson.write(step.decoding(), json.putObject("decoding"));
        json.put("timeout", step.timeout().toString());
        json.put("attempts", step.retry().attempts());
        json.put("backoff", step.retry().backoff().toString());
        json.put("deadline", step.retry().deadline().toString());
        json.put("onFailure", CaptionJson.constant(step.onFailure()));
    }

    private static void write(Judging judging, ObjectNode json) {
        json.put("model", judging.model());
        json.put("when", CaptionJson.constant(judging.when()));
        json.put("effect", CaptionJson.constant(judging.effect()));
        json.put("split", judging.segmentation().toString());
        json.put("threshold", judging.threshold().value());
    }

    private static Judging judging(JsonNode json) {
        return new Judging(
                CaptionJson.text(json, "model"),
                CaptionJson.constant(Judging.When.class, CaptionJson.text(json, "when")),
                CaptionJson.constant(Judging.Effect.class, CaptionJson.text(json, "effect")),
                Segmentation.parse(CaptionJson.text(json, "split")),
                new Threshold(CaptionJson.number(json, "threshold").doubleValue()));
    }

    private static void write(PromptTemplate template, ObjectNode json) {
        json.put("name", template.name());
        json.put("version", template.version());
        json.put("text", template.text());
    }

    private static Step step(JsonNode json) {
        return new Step(
                CaptionJson.text(json, "expert"),
                template(CaptionJson.member(json, "first")),
                template(CaptionJson.member(json, "later")),
                CaptionJson.decoding(CaptionJson.member(json, "decoding")),
                duration(json, "timeout"),
                new Retry(
                        CaptionJson.number(json, "attempts").intValue(),
                        duration(json, "backoff"),
                        duration(json, "deadline")),
                CaptionJson.constant(OnFailure.class, CaptionJson.text(json, "onFailure")));
    }

    private static PromptTemplate template(JsonNode json) {
        return new PromptTemplate(
                CaptionJson.text(json, "name"), CaptionJson.text(json, "version"), CaptionJson.text(json, "text"));
    }

    private static Duration duration(JsonNode json, String name) {
        String text = CaptionJson.text(json, name);
        try {
            return Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("JSON: expected a duration in " + name + ", found " + text, e);
        }
    }
}
