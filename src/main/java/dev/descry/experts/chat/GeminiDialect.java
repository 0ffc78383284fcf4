package dev.descry.experts.chat;

import dev.descry.caption.Decoding;
import dev.descry.tensor.Size;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatRequestParameters;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import java.net.URI;
import java.util.Optional;

/** Google's Gemini API. */
record GeminiDialect(String model, URI server, Optional<Key> key) implements Dialect {
    static final URI GOOGLE = URI.create("https://generativelanguage.googleapis.com/v1beta");
    private static final long TILE = 258;
    private static final long GEMINI_3 = 2_240;

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

    @Override
    public long imageTokens(Size image) {
        return mostTokens(image);
    }

    /**
     * The larger of what two generations count. Until Gemini 2.5 an image is cut into tiles two thirds of its shorter side
     * wide, each 258 tokens (ai.google.dev, "Image understanding", token calculation); Gemini 3 counts one image at most
     * 2,240 tokens at its highest resolution ("Media resolution", token counts).
     */
    static long mostTokens(Size image) {
        int unit = Math.max(1, (int) (Math.min(image.width(), image.height()) / 1.5));
        return Math.max(GEMINI_3, TILE * Math.ceilDiv(image.width(), unit) * Math.ceilDiv(image.height(), unit));
    }
}
