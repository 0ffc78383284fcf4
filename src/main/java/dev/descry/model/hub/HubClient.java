package dev.descry.model.hub;

import dev.descry.model.ModelException;
import dev.descry.model.Watch;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Asks for one address, following redirects itself: the token goes to the hub's own origin and nowhere else. A caller
 * may call off at any time, and a connection that falls silent counts as cut.
 */
final class HubClient implements AutoCloseable {
    private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
    private static final int MAX_REDIRECTS = 5;
    private static final long LOOK_MILLIS = 100;

    private final HubSettings settings;
    private final HttpClient client;

    HubClient(HubSettings settings) {
        this.settings = settings;
        this.client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(20))
                .proxy(settings.proxies())
                .build();
    }

    HubSettings settings() {
        return settings;
    }

    /**
     * One GET with its redirects.
     *
     * @param accept where the final answer's body goes; asked with that answer's status and headers
     * @throws IOException when the connection fails or is cut
     * @throws CancellationException when the watch calls it off
     */
    HttpResponse<Long> get(
            URI address,
            Map<String, String> headers,
            Function<HttpResponse.ResponseInfo, ByteTarget> accept,
            Watch watch)
            throws IOException {
        URI uri = address;
        for (int hop = 0; hop <= MAX_REDIRECTS; hop++) {
            HttpResponse<Long> response = send(request(uri, headers), accept, watch);
            if (!REDIRECTS.contains(response.statusCode())) {
                return response;
            }
            uri = target(uri, response);
        }
        throw new ModelException("%s: expected at most %d redirects, found more".formatted(address, MAX_REDIRECTS));
    }

    private static URI target(URI from, HttpResponse<Long> response) {
        String location = response.headers().firstValue("Location").orElse("");
        try {
            URI to = from.resolve(location);
            boolean downgrade = "https".equals(from.getScheme()) && !"https".equals(to.getScheme());
            if (location.isEmpty() || downgrade || to.getHost() == null) {
                throw new ModelException(
                        "%s: expected a redirect to an https address, found %s".formatted(from, location));
            }
            return to;
        } catch (IllegalArgumentException e) {
            throw new ModelException("%s: expected a redirect to an address, found %s".formatted(from, location), e);
        }
    }

    private HttpRequest request(URI uri, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).header("User-Agent", "descry").GET();
        headers.forEach(request::header);
        if (settings.mayCarryToken(uri)) {
            settings.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        }
        return request.build();
    }

    private HttpResponse<Long> send(
            HttpRequest request, Function<HttpResponse.ResponseInfo, ByteTarget> accept, Watch watch)
            throws IOException {
        AtomicLong heard = new AtomicLong(System.nanoTime());
        CompletableFuture<HttpResponse<Long>> answer = client.sendAsync(request, info -> {
            ByteTarget target = REDIRECTS.contains(info.statusCode()) ? ByteTarget.nowhere() : accept.apply(info);
            return new Body(target, () -> heard.set(System.nanoTime()));
        });
        try {
            return await(answer, heard, request.uri().getHost(), watch);
        } finally {
            answer.cancel(true);
        }
    }

    private <T> T await(CompletableFuture<T> answer, AtomicLong heard, String host, Watch watch) throws IOException {
        while (true) {
            try {
                return answer.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException _) {
                watch.check(host);
                if (System.nanoTime() - heard.get() > settings.silence().toNanos()) {
                    throw new HttpTimeoutException("no byte from %s for %d s"
                            .formatted(host, settings.silence().toSeconds()));
                }
            } catch (ExecutionException e) {
                throw unwrapped(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw (CancellationException) new CancellationException(host + ": cancelled").initCause(e);
            }
        }
    }

    // The exception was made on another thread; this one's trace is more use to who reads it.
    private static IOException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case IOException io -> io;
            case ModelException refused -> throw refused;
            case CancellationException cancelled -> throw cancelled;
            case null, default -> throw new IllegalStateException("hub: expected an answer, found " + e, e);
        };
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
