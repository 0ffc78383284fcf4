package dev.descry.chain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.caption.Caption;
import dev.descry.caption.Cost;
import dev.descry.caption.Decoding;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Phrase;
import dev.descry.caption.Provenance;
import dev.descry.caption.Search;
import dev.descry.caption.Usage;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Captions as JSON and back. Constants are written in lower case. */
public final class CaptionJson {
    private CaptionJson() {}

    /** The caption as an object of its own. */
    public static ObjectNode write(Caption caption) {
        return write(caption, JsonNodeFactory.instance.objectNode());
    }

    /**
     * The caption that {@link #write(Caption)} wrote; members it does not know are passed over.
     *
     * @throws IllegalArgumentException when a member is missing or of another type
     */
    public static Caption read(JsonNode json) {
        List<Integer> tokens = new ArrayList<>();
        member(json, "tokens").forEach(token -> tokens.add(token.intValue()));
        return new Caption(
                text(json, "text"),
                tokens,
                number(json, "promptTokens").intValue(),
                constant(FinishReason.class, text(json, "finishReason")),
                number(json, "millis").longValue(),
                provenance(member(json, "provenance")),
                json.hasNonNull("usage") ? Optional.of(usage(json.get("usage"))) : Optional.empty(),
                phrases(json.path("phrases")));
    }

    static ObjectNode write(Caption caption, ObjectNode json) {
        json.put("text", caption.text());
        caption.tokens().forEach(json.putArray("tokens")::add);
        json.put("promptTokens", caption.promptTokens());
        json.put("finishReason", constant(caption.finishReason()));
        json.put("millis", caption.millis());
        Provenance provenance = caption.provenance();
        ObjectNode from = json.putObject("provenance");
        from.put("model", provenance.model());
        from.put("modelDigest", provenance.modelDigest());
        from.put("revision", provenance.revision());
        from.put("promptTemplate", provenance.promptTemplate());
        write(provenance.decoding(), from.putObject("decoding"));
        from.put("runtime", provenance.runtime());
        from.put("device", provenance.device());
        from.put("at", provenance.at().toString());
        caption.usage().ifPresent(usage -> write(usage, json.putObject("usage")));
        if (!caption.phrases().isEmpty()) {
            write(caption.phrases(), json.putArray("phrases"));
        }
        return json;
    }

    private static void write(List<Phrase> phrases, ArrayNode json) {
        phrases.forEach(phrase -> json.addObject()
                .put("text", phrase.text())
                .put("list", phrase.list())
                .put("similarity", phrase.similarity()));
    }

    private static List<Phrase> phrases(JsonNode json) {
        List<Phrase> phrases = new ArrayList<>();
        json.forEach(phrase -> phrases.add(new Phrase(
                text(phrase, "text"),
                text(phrase, "list"),
                number(phrase, "similarity").doubleValue())));
        return phrases;
    }

    static JsonNode member(JsonNode json, String name) {
        JsonNode member = json.path(name);
        if (member.isMissingNode() || member.isNull()) {
            throw new IllegalArgumentException("JSON: expected the member " + name + ", found none");
        }
        return member;
    }

    static String text(JsonNode json, String name) {
        JsonNode member = member(json, name);
        if (!member.isTextual()) {
            throw new IllegalArgumentException("JSON: expected text in " + name + ", found " + member);
        }
        return member.textValue();
    }

    static JsonNode number(JsonNode json, String name) {
        JsonNode member = member(json, name);
        if (!member.isNumber()) {
            throw new IllegalArgumentException("JSON: expected a number in " + name + ", found " + member);
        }
        return member;
    }

    static String constant(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static <E extends Enum<E>> E constant(Class<E> type, String name) {
        return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    }

    static void write(Decoding decoding, ObjectNode json) {
        json.put("maxNewTokens", decoding.maxNewTokens());
        json.put("temperature", decoding.temperature());
        json.put("topK", decoding.topK());
        json.put("topP", decoding.topP());
        json.put("repetitionPenalty", decoding.repetitionPenalty());
        json.put("noRepeatNgram", decoding.noRepeatNgram());
        json.put("seed", decoding.seed());
        json.put("minPixels", decoding.minPixels());
        json.put("maxPixels", decoding.maxPixels());
        if (!decoding.search().equals(Search.OWN)) {
            ObjectNode search = json.putObject("search");
            search.put("beams", decoding.search().beams());
            search.put("lengthPenalty", decoding.search().lengthPenalty());
            search.put("minNewTokens", decoding.search().minNewTokens());
        }
    }

    private static void write(Usage usage, ObjectNode json) {
        json.put("promptTokens", usage.promptTokens());
        json.put("completionTokens", usage.completionTokens());
        usage.cost().ifPresent(cost -> json.put("cost", cost.amount()).put("currency", cost.currency()));
    }

    private static Usage usage(JsonNode json) {
        Optional<Cost> cost = json.hasNonNull("cost")
                ? Optional.of(new Cost(number(json, "cost").decimalValue(), text(json, "currency")))
                : Optional.empty();
        return new Usage(
                number(json, "promptTokens").longValue(),
                number(json, "completionTokens").longValue(),
                cost);
    }

    private static Provenance provenance(JsonNode json) {
        return new Provenance(
                text(json, "model"),
                text(json, "modelDigest"),
                text(json, "revision"),
                text(json, "promptTemplate"),
                decoding(member(json, "decoding")),
                text(json, "runtime"),
                text(json, "device"),
                instant(text(json, "at")));
    }

    static Decoding decoding(JsonNode json) {
        return new Decoding(
                number(json, "maxNewTokens").intValue(),
                number(json, "temperature").doubleValue(),
                number(json, "topK").intValue(),
                number(json, "topP").doubleValue(),
                number(json, "repetitionPenalty").doubleValue(),
                number(json, "noRepeatNgram").intValue(),
                number(json, "seed").longValue(),
                number(json, "minPixels").intValue(),
                number(json, "maxPixels").intValue(),
                search(json.path("search")));
    }

    private static Search search(JsonNode json) {
        return json.isMissingNode()
                ? Search.OWN
                : new Search(
                        number(json, "beams").intValue(),
                        number(json, "lengthPenalty").doubleValue(),
                        number(json, "minNewTokens").intValue());
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("JSON: expected an instant, found " + text, e);
        }
    }
}
