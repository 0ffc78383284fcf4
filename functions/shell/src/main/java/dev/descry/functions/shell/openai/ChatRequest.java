package dev.descry.functions.shell.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.caption.Decoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What a client asks, messages not yet read. Parameters that cannot be honoured are refused; unknown ones are left
 * alone, as clients send many of their own.
 *
 * @param messages one or more
 * @param includeUsage whether a stream ends with the usage
 */
record ChatRequest(String model, JsonNode messages, boolean stream, boolean includeUsage, Sampling sampling) {
    /** Room for an answer, where the client sets no limit. */
    private static final int NEW_TOKENS = 1024;

    private static final Set<String> REFUSED =
            Set.of("tools", "functions", "logit_bias", "audio", "prediction", "web_search_options");

    /**
     * How to answer.
     *
     * @param temperature the likeliest token is always taken when neither it nor {@code topP} is given
     */
    record Sampling(
            Optional<Integer> maxTokens,
            Optional<Double> temperature,
            Optional<Double> topP,
            Optional<Long> seed,
            List<String> stop) {
        /** The same asked of a decoding that says the rest. */
        Decoding on(Decoding defaults) {
            double temperatureOrOne =
                    temperature.orElse(topP.isPresent() && defaults.greedy() ? 1 : defaults.temperature());
            Decoding asked = new Decoding(
                    maxTokens.orElse(defaults.maxNewTokens()),
                    temperatureOrOne,
                    defaults.topK(),
                    topP.orElse(defaults.topP()),
                    defaults.repetitionPenalty(),
                    defaults.noRepeatNgram(),
                    seed.orElseGet(() -> temperature.isPresent() || topP.isPresent()
                            ? ThreadLocalRandom.current().nextLong()
                            : defaults.seed()),
                    defaults.minPixels(),
                    defaults.maxPixels());
            return asked.greedy() ? asked.withSearch(defaults.search()) : asked;
        }

        /** For a conversation with an expert. */
        Decoding decoding() {
            return on(Decoding.GREEDY.withMaxNewTokens(NEW_TOKENS));
        }
    }

    static ChatRequest read(JsonNode body) {
        Fields fields = new Fields(body);
        requireHonourable(fields);
        JsonNode messages = body.path("messages");
        if (!messages.isArray() || messages.isEmpty()) {
            throw OpenAiException.invalid("messages", "messages: expected a list of one or more, found none");
        }
        Sampling sampling = new Sampling(
                fields.count("max_completion_tokens").or(() -> fields.count("max_tokens")),
                fields.number("temperature"),
                fields.number("top_p"),
                fields.whole("seed"),
                stop(body.path("stop")));
        return new ChatRequest(
                fields.text("model"),
                messages,
                fields.flag("stream"),
                new Fields(body.path("stream_options")).flag("include_usage"),
                sampling);
    }

    private static void requireHonourable(Fields fields) {
        for (String name : REFUSED) {
            fields.refuse(name, fields.isGiven(name));
        }
        fields.refuse("n", fields.whole("n").orElse(1L) != 1);
        fields.refuse("logprobs", fields.flag("logprobs"));
        fields.refuse("top_logprobs", fields.whole("top_logprobs").orElse(0L) != 0);
        fields.refuse("frequency_penalty", fields.number("frequency_penalty").orElse(0.0) != 0);
        fields.refuse("presence_penalty", fields.number("presence_penalty").orElse(0.0) != 0);
        String form = fields.node("response_format").path("type").asText("text");
        fields.refuse("response_format", !form.equals("text"));
    }

    private static List<String> stop(JsonNode stop) {
        List<String> sequences = new ArrayList<>();
        if (stop.isTextual()) {
            sequences.add(stop.asText());
        } else {
            stop.forEach(one -> sequences.add(one.asText()));
        }
        if (sequences.contains("")) {
            throw OpenAiException.invalid("stop", "stop: expected words, found an empty one");
        }
        return List.copyOf(sequences);
    }
}
