package dev.descry.store;

import dev.descry.image.Image;
import dev.descry.store.FetchException.Kind;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Fetches images by URL for callers who are not trusted: only hosts of the rules, only public addresses, checked as each
 * connection is made and again after every redirect, within a size and a time. Safe for use by several threads.
 */
public final class ImageFetch implements AutoCloseable {
    private final FetchRules rules;
    private final CloseableHttpClient http;

    public ImageFetch(FetchRules rules) {
        this(rules, SystemDefaultDnsResolver.INSTANCE, rules.privateAddresses() ? any -> true : PublicAddress::is);
    }

    ImageFetch(FetchRules rules, DnsResolver names, Predicate<InetAddress> reachable) {
        this.rules = rules;
        Timeout timeout = Timeout.of(rules.timeout());
        http = HttpClients.custom()
                .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new CheckedNames(names, reachable))
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(timeout)
                                .setSocketTimeout(timeout)
                                .build())
                        .build())
                .setUserAgent("descry")
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableContentCompression()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    /** Whether any URL may be fetched at all. */
    public boolean enabled() {
        return !rules.hosts().isEmpty();
    }

    /**
     * The image at the URL.
     *
     * @throws FetchException when the rules or the server do not give it
     * @throws dev.descry.image.ImageException when the bytes are no image of a known format
     */
    public Image fetch(URI url) {
        long deadline = System.nanoTime() + rules.timeout().toNanos();
        URI here = url;
        for (int redirects = 0; redirects <= rules.redirects(); redirects++) {
            rules.check(here);
            Step step = get(here, deadline);
            if (step.image().isPresent()) {
                return step.image().get();
            }
            here = step.next();
        }
        throw new FetchException(
                Kind.REFUSED,
                "%s: expected at most %d redirects, found more".formatted(FetchRules.shown(url), rules.redirects()));
    }

    /** The image, or where to look next. */
    private record Step(Optional<Image> image, URI next) {}

    private Step get(URI url, long deadline) {
        HttpGet request = new HttpGet(url);
        Executor alarm = CompletableFuture.delayedExecutor(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        CompletableFuture<Void> late = CompletableFuture.runAsync(request::cancel, alarm);
        try {
            return read(url, http.executeOpen(null, request, null));
        } catch (CheckedNames.Forbidden e) {
            throw new FetchException(Kind.REFUSED, FetchRules.shown(url) + ": " + e.getMessage(), e);
        } catch (IOException
                | IllegalStateException e) { // the latter when the alarm meets the client between two steps
            String found = request.isCancelled() || e instanceof InterruptedIOException
                    ? "none in " + rules.timeout()
                    : "" + e;
            throw new FetchException(
                    Kind.UNAVAILABLE,
                    "%s: expected an answer, found %s; ask again later".formatted(FetchRules.shown(url), found),
                    e);
        } finally {
            late.cancel(false);
            request.cancel(); // closing the answer instead would read a body that was not wanted to its end
        }
    }

    private Step read(URI url, ClassicHttpResponse response) throws IOException {
        int status = response.getCode();
        return switch (status) {
            case HttpStatus.SC_OK -> new Step(Optional.of(Image.of(bytes(url, response.getEntity()))), url);
            case HttpStatus.SC_MOVED_PERMANENTLY,
                    HttpStatus.SC_MOVED_TEMPORARILY,
                    HttpStatus.SC_SEE_OTHER,
                    HttpStatus.SC_TEMPORARY_REDIRECT,
                    HttpStatus.SC_PERMANENT_REDIRECT -> new Step(Optional.empty(), target(url, response));
            default ->
                throw new FetchException(
                        status >= 500 || status == HttpStatus.SC_TOO_MANY_REQUESTS ? Kind.UNAVAILABLE : Kind.MISSING,
                        "%s: expected an image, found status %d".formatted(FetchRules.shown(url), status));
        };
    }

    private static URI target(URI url, ClassicHttpResponse response) {
        Header location = response.getFirstHeader(HttpHeaders.LOCATION);
        try {
            return url.resolve(location == null ? "" : location.getValue());
        } catch (IllegalArgumentException e) {
            throw new FetchException(
                    Kind.REFUSED, FetchRules.shown(url) + ": expected a redirect to a URL, found another text", e);
        }
    }

    private byte[] bytes(URI url, @Nullable HttpEntity entity) throws IOException {
        if (entity == null) {
            return new byte[0];
        }
        if (entity.getContentLength() > rules.maxBytes()) {
            throw tooLarge(url);
        }
        byte[] bytes = entity.getContent().readNBytes((int) Math.min(rules.maxBytes() + 1, Integer.MAX_VALUE - 8));
        if (bytes.length > rules.maxBytes()) {
            throw tooLarge(url);
        }
        return bytes;
    }

    private FetchException tooLarge(URI url) {
        return new FetchException(
                Kind.TOO_LARGE,
                "%s: expected at most %d bytes, found more; send a smaller image"
                        .formatted(FetchRules.shown(url), rules.maxBytes()));
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException e) {
            throw new UncheckedIOException("fetch: expected its connections to close, found " + e, e);
        }
    }
}
