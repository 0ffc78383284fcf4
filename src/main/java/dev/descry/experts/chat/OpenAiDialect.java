package dev.descry.experts.chat;

import dev.descry.caption.Decoding;
import dev.descry.tensor.Size;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * OpenAI's chat completions. Servers that only speak like OpenAI (vLLM, LM Studio, DeepSpeed behind such a front) take
 * {@code max_tokens}, {@code top_k} and {@code repetition_penalty} beside.
 */
record OpenAiDialect(String model, URI server, Optional<Key> key) implements Dialect {
    static final URI OPENAI = URI.create("https://api.openai.com/v1");

    private static final long GPT_4O = 85 + 8 * 170;

    /** Reasoning models, which answer a temperature with an error. */
    private static final Pattern FIXED_TEMPERATURE = Pattern.compile("o[0-9].*|gpt-5.*");

    @Override
    public StreamingChatModel model(Wire wire) {
        return OpenAiStreamingChatModel.builder()
                .httpClientBuilder(wire)
                .baseUrl(server.toString())
                .apiKey(key.map(Key::reveal).orElse(null))
                .modelName(model)
                .returnThinking(false)
                .build();
    }

    @Override
    public ChatRequestParameters parameters(Decoding how) {
        boolean own = OPENAI.getHost().equals(server.getHost());
        Dialect.require(how.noRepeatNgram() == 0, "no-repeat n-gram", how.noRepeatNgram());
        OpenAiChatRequestParameters.Builder parameters = OpenAiChatRequestParameters.builder();
        if (!FIXED_TEMPERATURE.matcher(model).matches() || !own) {
            parameters.temperature(how.temperature());
        }
        if (!how.greedy()) {
            parameters.topP(how.topP()).seed(Long.hashCode(how.seed()));
        }
        if (own) {
            Dialect.require(how.topK() == 0, "top-k", how.topK());
            Dialect.require(how.repetitionPenalty() == 1, "repetition penalty", how.repetitionPenalty());
            return parameters.maxCompletionTokens(how.maxNewTokens()).build();
        }
        Map<String, Object> more = new LinkedHashMap<>();
        if (how.topK() > 0) {
            more.put("top_k", how.topK());
        }
        if (how.repetitionPenalty() != 1) {
            more.put("repetition_penalty", how.repetitionPenalty());
        }
        return parameters
                .maxOutputTokens(how.maxNewTokens())
                .customParameters(more)
                .build();
    }

    /**
     * Models up to gpt-4o see the whole image and at most 2 x 4 tiles of it, others its patches (OpenAI's guide "Images and
     * vision", calculating costs).
     */
    @Override
    public long imageTokens(Size image) {
        if (model.startsWith("gpt-4o-mini")) {
            return 2_833 + 8 * 5_667;
        }
        return model.startsWith("gpt-4o") ? GPT_4O : Math.max(GPT_4O, patchTokens(image));
    }

    /** Patches of 32 x 32, none left out, times the largest factor of any model, 2.46 of gpt-4.1-nano and gpt-5-nano. */
    static long patchTokens(Size image) {
        long patches = (long) Math.ceilDiv(image.width(), 32) * Math.ceilDiv(image.height(), 32);
        return Math.ceilDiv(patches * 246, 100);
    }
}
