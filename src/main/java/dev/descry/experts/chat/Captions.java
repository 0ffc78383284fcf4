package dev.descry.experts.chat;

import dev.descry.caption.Caption;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Provenance;
import dev.descry.caption.Sha256;
import dev.descry.caption.Usage;
import dev.descry.expert.Request;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes captions of one expert's answers. */
final class Captions {
    private final ChatName name;
    private final URI server;
    private final Optional<Key> key;
    private final Prices prices;
    private final String digest;

    Captions(ChatName name, URI server, Optional<Key> key, ChatSetup setup) {
        this.name = name;
        this.server = server;
        this.key = key;
        prices = setup.prices();
        digest = digest(name, server, setup);
    }

    /** SHA-256 over everything of this expert that may change an answer. */
    String digest() {
        return digest;
    }

    Caption caption(Request request, ChatResponse response, long millis) {
        Optional<Usage> usage = usage(Optional.of(response));
        String text = String.valueOf(response.aiMessage().text());
        return new Caption(
                key.map(secret -> secret.blot(text)).orElse(text),
                List.of(),
                usage.map(used -> (int) used.promptTokens()).orElse(0),
                response.finishReason() == dev.langchain4j.model.output.FinishReason.LENGTH
                        ? FinishReason.LENGTH
                        : FinishReason.STOP,
                millis,
                new Provenance(
                        name.full(),
                        digest,
                        Optional.ofNullable(response.modelName()).orElse("unknown"),
                        request.prompt().template(),
                        request.decoding(),
                        "langchain4j",
                        server.getAuthority(),
                        Instant.now()),
                usage);
    }

    /** What the provider counted; empty when it did not say. Thinking is in its total, with Google only there. */
    Optional<Usage> usage(Optional<ChatResponse> response) {
        TokenUsage counted = response.map(ChatResponse::tokenUsage).orElse(null);
        if (counted == null || counted.inputTokenCount() == null || counted.outputTokenCount() == null) {
            return Optional.empty();
        }
        int prompt = counted.inputTokenCount();
        int rest = counted.totalTokenCount() == null ? 0 : counted.totalTokenCount() - prompt;
        return Optional.of(prices.usage(name, prompt, Math.max(counted.outputTokenCount(), rest)));
    }

    private static String digest(ChatName name, URI server, ChatSetup setup) {
        Map<String, String> options = new TreeMap<>();
        if (name.protocol() == ChatName.Protocol.OLLAMA) {
            options.putAll(setup.ollama().options());
            setup.ollama().contextLength().ifPresent(length -> options.put("num_ctx", Integer.toString(length)));
        }
        String parts = String.join(
                "\n",
                name.protocol().name(),
                server.toString(),
                name.model(),
                setup.sending().maxPixels() + " " + setup.sending().quality(),
                options.toString());
        return Sha256.of(parts);
    }
}
