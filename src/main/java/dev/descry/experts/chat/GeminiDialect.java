package dev.descry.experts.chat;

import dev.descry.caption.Decoding;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatRequestParameters;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import java.net.URI;
import java.util.Optional;

/** Google's Gemini API. */
record GeminiDialect(String model, URI server, Optional<Key> key) implements Dialect {
    static final URI GOOGLE = URI.create("https://generativelanguage.googleapis.com/v1beta");

    @Override
    public StreamingChatModel model(Wire wire) {
        return GoogleAiGeminiStreamingChatModel.builder()
                .httpClientBuilder(wire)
                .baseUrl(server.toString())
                .apiKey(key.map(Key::reveal).orElse(null))
                .modelName(model)
                .returnThinking(false)
                .build();
    }

    @Override
    public ChatRequestParameters parameters(Decoding how) {
        Dialect.require(how.noRepeatNgram() == 0, "no-repeat n-gram", how.noRepeatNgram());
        Dialect.require(how.repetitionPenalty() == 1, "repetition penalty", how.repetitionPenalty());
        // LangChain4j sets Gemini's seed for a model, not for a request.
        Dialect.require(how.seed() == 0 || how.greedy(), "seed", how.seed());
        GoogleAiGeminiChatRequestParameters.Builder parameters = GoogleAiGeminiChatRequestParameters.builder();
        parameters.temperature(how.temperature()).maxOutputTokens(how.maxNewTokens());
        if (!how.greedy()) {
            parameters.topP(how.topP());
            if (how.topK() > 0) {
                parameters.topK(how.topK());
            }
        }
        return parameters.build();
    }

    /** 258 a tile of 768 x 768, at most 16 of them at the pixel budget's odd shapes (Gemini's guide to tokens). */
    @Override
    public long imageTokens() {
        return 4_128;
    }
}
