package dev.descry.experts.chat;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/**
 * The HTTP client under LangChain4j's models. Unlike theirs it streams in the calling thread, lets go of the connection
 * when the call is aborted, also before the first token, notices streams that end early or hold no JSON, and keeps the
 * headers of refusals; the {@link Exchange} of the scope learns it all. Follows no redirect, logs nothing.
 */
final class Wire implements HttpClient, HttpClientBuilder {
    private static final int LONGEST_REFUSAL = 64 << 10;

    private final java.net.http.HttpClient client;
    private final Duration connectTimeout;

    /** @param connectTimeout until there is a connection; the rest of the time is the caller's to mind */
    Wire(Duration connectTimeout, ProxySelector proxies) {
        this.connectTimeout = connectTimeout;
        client = java.net.http.HttpClient.newBuilder()
                .connectTimeout(connectTimeout)
                .proxy(proxies)
                .build();
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        try (InputStream body = open(request).body()) {
            return SuccessfulHttpResponse.builder()
                    .statusCode(200)
                    .body(new String(body.readAllBytes(), StandardCharsets.UTF_8))
                    .build();
        } catch (IOException e) {
            Exchange.CURRENT.get().broken(e);
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        Exchange exchange = Exchange.CURRENT.get();
        try {
            HttpResponse<InputStream> response = open(request);
            try (InputStream body = response.body()) {
                listener.onOpen(SuccessfulHttpResponse.builder()
                        .statusCode(response.statusCode())
                        .headers(response.headers().map())
                        .build());
                parser.parse(body, new Overhearing(listener, exchange));
            }
            if (exchange.broken().isEmpty()) {
                listener.onClose();
            }
        } catch (IOException e) {
            exchange.broken(e);
            listener.onError(e);
        } catch (HttpException e) {
            listener.onError(e);
        }
    }

    /** Sends the request and waits for a successful status; the caller closes the body. */
    private HttpResponse<InputStream> open(HttpRequest request) throws IOException {
        Exchange exchange = Exchange.CURRENT.get();
        exchange.used();
        CompletableFuture<HttpResponse<InputStream>> sent =
                client.sendAsync(jdk(request), BodyHandlers.ofInputStream());
        exchange.onAbort(() -> sent.cancel(true));
        HttpResponse<InputStream> response = await(sent);
        exchange.onAbort(() -> close(response.body()));
        if (response.statusCode() / 100 == 2) {
            exchange.opened();
            return response;
        }
        try (InputStream body = response.body()) {
            String said = new String(body.readNBytes(LONGEST_REFUSAL), StandardCharsets.UTF_8);
            exchange.refused(
                    response.statusCode(), said, RetryAfter.of(response.headers()::firstValue, said, Instant.now()));
        }
        throw new HttpException(response.statusCode(), "status " + response.statusCode());
    }

    private static HttpResponse<InputStream> await(CompletableFuture<HttpResponse<InputStream>> sent)
            throws IOException {
        try {
            return sent.get();
        } catch (InterruptedException e) {
            sent.cancel(true);
            Thread.currentThread().interrupt();
            throw new IOException("request: interrupted", e);
        } catch (CancellationException e) {
            throw new IOException("request: aborted", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException fault ? fault : new IOException(e.getCause());
        }
    }

    private static java.net.http.HttpRequest jdk(HttpRequest request) {
        URI url = URI.create(request.url());
        java.net.http.HttpRequest.Builder jdk = java.net.http.HttpRequest.newBuilder(url)
                .version("https".equals(url.getScheme()) ? Version.HTTP_2 : Version.HTTP_1_1)
                .method(
                        request.method().name(),
                        request.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
        request.headers().forEach((name, values) -> values.forEach(value -> jdk.header(name, value)));
        return jdk.build();
    }

    private static void close(InputStream body) {
        try {
            body.close();
        } catch (IOException e) {
            // Whoever reads it learns of that.
        }
    }

    /** Passes a stream on and looks into it; the first fault ends it, where LangChain4j's parsers would go on. */
    private record Overhearing(ServerSentEventListener listener, Exchange exchange) implements ServerSentEventListener {
        @Override
        public void onEvent(ServerSentEvent event, ServerSentEventContext context) {
            try {
                exchange.heard(event.data());
                listener.onEvent(event, context);
            } catch (IOException | RuntimeException e) {
                exchange.broken(e);
                context.parsingHandle().cancel();
            }
        }

        @Override
        public void onError(Throwable fault) {
            exchange.broken(fault);
            listener.onError(fault);
        }
    }

    @Override
    public HttpClient build() {
        return this;
    }

    @Override
    public Duration connectTimeout() {
        return connectTimeout;
    }

    /** Passed over: the settings of the expert decide. */
    @Override
    public HttpClientBuilder connectTimeout(Duration timeout) {
        return this;
    }

    @Override
    public Duration readTimeout() {
        return Duration.ofDays(1);
    }

    /** Passed over: the call has a deadline, which holds for streams too. */
    @Override
    public HttpClientBuilder readTimeout(Duration timeout) {
        return this;
    }

    /** Ends the connections. */
    void close() {
        client.shutdownNow();
    }
}
