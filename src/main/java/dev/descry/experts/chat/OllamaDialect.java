package dev.descry.experts.chat;

import dev.descry.caption.Decoding;
import dev.descry.tensor.Size;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.ollama.OllamaChatRequestParameters;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Ollama's {@code /api/chat}. It reads images as base64 and nothing else (docs/api.md, "images"; {@code ImageData} in its
 * api/types.go is bytes, which JSON in Go writes as base64). Paths are a service of its command line, which reads the file
 * and sends base64 too.
 */
record OllamaDialect(String model, URI server, Optional<Key> key, OllamaOptions options) implements Dialect {
    @Override
    public StreamingChatModel model(Wire wire) {
        return OllamaStreamingChatModel.builder()
                .httpClientBuilder(wire)
                .baseUrl(server.toString())
                .customHeaders(headers())
                .modelName(model)
                .returnThinking(false)
                .build();
    }

    /** For an Ollama behind a proxy that asks for a key. */
    Map<String, String> headers() {
        return key.map(secret -> Map.of("Authorization", "Bearer " + secret.reveal()))
                .orElse(Map.of());
    }

    @Override
    public ChatRequestParameters parameters(Decoding how) {
        Dialect.require(how.noRepeatNgram() == 0, "no-repeat n-gram", how.noRepeatNgram());
        OllamaChatRequestParameters.Builder parameters = OllamaChatRequestParameters.builder();
        options.apply(parameters);
        parameters.temperature(how.temperature()).maxOutputTokens(how.maxNewTokens());
        if (how.repetitionPenalty() != 1) {
            parameters.repeatPenalty(how.repetitionPenalty());
        }
        if (!how.greedy()) {
            parameters.topP(how.topP()).seed(Long.hashCode(how.seed()));
            if (how.topK() > 0) {
                parameters.topK(how.topK());
            }
        }
        return parameters.build();
    }

    /** LLaVA 1.6 counts 2,880; nobody charges for it. */
    @Override
    public long imageTokens(Size image) {
        return 2_880;
    }
}
