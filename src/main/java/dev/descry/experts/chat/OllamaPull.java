package dev.descry.experts.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.langchain4j.http.client.HttpMethod;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.sse.DefaultServerSentEventParsingHandle;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Has an Ollama server pull a model, once for all who wait for it. */
final class OllamaPull {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final OllamaDialect ollama;
    private final Wire wire;
    private final PullProgress progress;
    private final ReentrantLock once = new ReentrantLock();
    private boolean pulled;

    OllamaPull(OllamaDialect ollama, Wire wire, PullProgress progress) {
        this.ollama = ollama;
        this.wire = wire;
        this.progress = progress;
    }

    /**
     * Pulls the model and waits for it; a pull that broke off goes on where it was, for the server keeps what it has.
     *
     * @throws ExpertException {@code MODEL_MISSING} when pulls are not allowed or the registry has no such model,
     *     {@code UNAVAILABLE} when the pull broke off
     */
    void run(Cancellation cancellation) {
        if (!ollama.options().pull()) {
            throw new ExpertException(
                    Kind.MODEL_MISSING,
                    "model %s: expected it on the Ollama server %s, found none; run: ollama pull %1$s (or set descry.chat.ollama.pull=true)"
                            .formatted(ollama.model(), ollama.server().getAuthority()));
        }
        once.lock();
        Exchange exchange = new Exchange();
        Runnable forget = cancellation.onCancel(exchange::abort);
        try {
            if (!pulled) {
                pull(exchange);
                pulled = true;
            }
        } finally {
            forget.run();
            once.unlock();
        }
    }

    private void pull(Exchange exchange) {
        HttpRequest request = HttpRequest.builder()
                .method(HttpMethod.POST)
                .url(ollama.server().toString(), "api/pull")
                .addHeader("Content-Type", "application/json")
                .addHeaders(ollama.headers())
                .body(JsonNodeFactory.instance
                        .objectNode()
                        .put("model", ollama.model())
                        .toString())
                .build();
        Lines lines = new Lines();
        ScopedValue.where(Exchange.CURRENT, exchange).run(() -> wire.execute(request, OllamaPull::parse, lines));
        if (lines.error.isPresent()) {
            throw new ExpertException(
                    Kind.MODEL_MISSING,
                    "model %s: expected the Ollama server to pull it, found %s; check the name"
                            .formatted(ollama.model(), Text.shown(lines.error.get())));
        }
        if (!lines.success) {
            throw new ExpertException(
                    Kind.UNAVAILABLE,
                    "model %s: expected its pull to end, found that it broke off; run the same again to go on"
                            .formatted(ollama.model()));
        }
    }

    /** Newline-delimited JSON; reading ends with the stream or at the first fault. */
    private static void parse(InputStream body, ServerSentEventListener listener) {
        ServerSentEventContext context = new ServerSentEventContext(new DefaultServerSentEventParsingHandle(body));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine();
                    line != null && !context.parsingHandle().isCancelled();
                    line = lines.readLine()) {
                listener.onEvent(new ServerSentEvent(null, line), context);
            }
        } catch (IOException e) {
            listener.onError(e);
        }
    }

    /** The lines of a pull: {@code {"status": "pulling 6a0746a1ec1a", "total": 4109853248, "completed": 241970}}. */
    private final class Lines implements ServerSentEventListener {
        private Optional<String> error = Optional.empty();
        private boolean success;

        @Override
        public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
            try {
                JsonNode line = JSON.readTree(event.data());
                if (line.hasNonNull("error")) {
                    error = Optional.of(line.path("error").asText());
                }
                success |= line.path("status").asText().equals("success");
                progress.pulled(
                        ollama.model(),
                        line.path("status").asText(),
                        line.path("completed").asLong(0),
                        line.path("total").asLong(0));
            } catch (IOException e) {
                context.parsingHandle().cancel();
            }
        }

        @Override
        public void onError(Throwable fault) {
            // A stream that ended without success tells the same.
        }
    }
}
