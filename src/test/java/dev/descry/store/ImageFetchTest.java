package dev.descry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.descry.image.ImageException;
import dev.descry.store.FetchException.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.hc.client5.http.DnsResolver;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images by URL: what the rules give, and every way around them that is closed. */
@Timeout(60)
class ImageFetchTest {
    private static final Path SCENE = Path.of("samples/scene-1.png");

    private HttpServer server;
    private int port;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        port = server.getAddress().getPort();
        byte[] scene = Files.readAllBytes(SCENE);
        on("/scene.png", exchange -> answer(exchange, 200, scene));
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void imageOfAnAllowedHostIsFetched() throws IOException {
        try (ImageFetch fetch = new ImageFetch(rules("127.0.0.1:" + port, 1 << 20))) {
            assertThat(fetch.fetch(url("127.0.0.1", "/scene.png")).bytes()).isEqualTo(Files.readAllBytes(SCENE));
        }
    }

    @Test
    void redirectsAreFollowedAFewTimes() {
        on("/once", exchange -> redirect(exchange, "/scene.png"));
        on("/for-ever", exchange -> redirect(exchange, "/for-ever"));
        try (ImageFetch fetch = named(Map.of("images.example", "127.0.0.1"))) {
            assertThat(fetch.fetch(url("images.example", "/once")).bytes()).isNotEmpty();
            refused(fetch, url("images.example", "/for-ever")).hasMessageContaining("at most 2 redirects");
        }
    }

    @Test
    void redirectToAnotherHostIsHeldAgainstTheList() {
        on("/away", exchange -> redirect(exchange, "http://elsewhere.test:" + port + "/scene.png"));
        try (ImageFetch fetch = named(Map.of("images.example", "127.0.0.1", "elsewhere.test", "127.0.0.1"))) {
            refused(fetch, url("images.example", "/away")).hasMessageContaining("expected one of the hosts");
        }
    }

    @Test
    void nameOfAnInnerAddressIsRefusedBeforeAnythingIsSent() {
        try (ImageFetch fetch = named(Map.of("inner.example", "127.0.0.2"))) {
            refused(fetch, url("inner.example", "/scene.png")).hasMessageContaining("public addresses");
        }
    }

    @Test
    void redirectToAnInnerAddressIsRefused() {
        on("/in", exchange -> redirect(exchange, "http://inner.example:" + port + "/scene.png"));
        try (ImageFetch fetch = named(Map.of("images.example", "127.0.0.1", "inner.example", "127.0.0.2"))) {
            refused(fetch, url("images.example", "/in")).hasMessageContaining("public addresses");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1/a.png",
                "http://localhost/a.png",
                "http://[::1]/a.png",
                "http://[::ffff:127.0.0.1]/a.png",
                "http://169.254.169.254/latest/meta-data",
                "http://10.0.0.1/a.png",
                "http://0/a.png"
            })
    void evenWhenEveryHostIsAllowedOwnAddressesAreNot(String url) {
        try (ImageFetch fetch = new ImageFetch(FetchRules.of(Set.of("*")))) {
            assertThatThrownBy(() -> fetch.fetch(URI.create(url))).isInstanceOf(FetchException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:///etc/passwd",
                "ftp://images.example/a.png",
                "http://user:secret@images.example/a.png",
                "http://images.example:22/a.png",
                "http://images.example.evil.test/a.png",
                "a.png"
            })
    void urlsOutsideTheRulesAreRefused(String url) {
        try (ImageFetch fetch = new ImageFetch(FetchRules.of(Set.of("images.example")))) {
            refused(fetch, URI.create(url));
        }
    }

    @Test
    void nothingIsFetchedWhereNoHostIsAllowed() {
        try (ImageFetch fetch = new ImageFetch(FetchRules.of(Set.of()))) {
            assertThat(fetch.enabled()).isFalse();
            refused(fetch, URI.create("https://images.example/a.png"));
        }
    }

    @Test
    void moreBytesThanAllowedAreNotRead() {
        try (ImageFetch fetch = new ImageFetch(rules("127.0.0.1:" + port, 100))) {
            failed(fetch, url("127.0.0.1", "/scene.png"), Kind.TOO_LARGE);
        }
    }

    @ParameterizedTest
    @CsvSource({"200, TOO_LARGE", "404, MISSING", "302, MISSING"})
    void bodyWithoutEndIsLeftUnread(int status, Kind kind) throws InterruptedException {
        AtomicLong written = new AtomicLong();
        CountDownLatch left = new CountDownLatch(1);
        on("/endless", exchange -> {
            exchange.getResponseHeaders().add("Location", "/nothing-here");
            exchange.sendResponseHeaders(status, 0);
            byte[] some = new byte[1 << 16];
            try {
                while (true) {
                    exchange.getResponseBody().write(some);
                    written.addAndGet(some.length);
                }
            } finally {
                left.countDown();
            }
        });
        try (ImageFetch fetch = new ImageFetch(rules("127.0.0.1:" + port, 100))) {
            failed(fetch, url("127.0.0.1", "/endless"), kind);
        }
        left.await();
        assertThat(written.get()).as("bytes that fit on the way").isLessThan(64 << 20);
    }

    @Test
    void everyConnectionIsGivenBack() {
        try (ImageFetch fetch = new ImageFetch(rules("127.0.0.1:" + port, 1 << 20))) {
            for (int i = 0; i < 12; i++) { // the client has 5 for a host
                assertThat(fetch.fetch(url("127.0.0.1", "/scene.png")).bytes()).isNotEmpty();
                failed(fetch, url("127.0.0.1", "/nothing-here"), Kind.MISSING);
            }
        }
    }

    @Test
    void serverThatNeverEndsIsLeftInTime() {
        CountDownLatch over = new CountDownLatch(1);
        on("/slow", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
            await(over);
        });
        FetchRules hurried = new FetchRules(Set.of("127.0.0.1:" + port), true, 1 << 20, Duration.ofMillis(300), 0);
        try (ImageFetch fetch = new ImageFetch(hurried)) {
            failed(fetch, url("127.0.0.1", "/slow"), Kind.UNAVAILABLE).hasMessageContaining("none in PT0.3S");
        } finally {
            over.countDown();
        }
    }

    @Test
    void answersThatAreNoImageAreTold() {
        on("/none", exchange -> answer(exchange, 404, new byte[0]));
        on("/broken", exchange -> answer(exchange, 503, new byte[0]));
        on("/page", exchange -> answer(exchange, 200, "<html>".getBytes(StandardCharsets.UTF_8)));
        on("/empty", exchange -> answer(exchange, 200, new byte[0]));
        try (ImageFetch fetch = new ImageFetch(rules("127.0.0.1:" + port, 1 << 20))) {
            failed(fetch, url("127.0.0.1", "/none"), Kind.MISSING);
            failed(fetch, url("127.0.0.1", "/broken"), Kind.UNAVAILABLE);
            assertThatThrownBy(() -> fetch.fetch(url("127.0.0.1", "/page"))).isInstanceOf(ImageException.class);
            assertThatThrownBy(() -> fetch.fetch(url("127.0.0.1", "/empty"))).isInstanceOf(ImageException.class);
        }
    }

    @Test
    void queryOfAUrlIsInNoMessage() {
        on("/none", exchange -> answer(exchange, 404, new byte[0]));
        try (ImageFetch fetch = new ImageFetch(rules("127.0.0.1:" + port, 1 << 20))) {
            failed(fetch, url("127.0.0.1", "/none?signature=secret"), Kind.MISSING)
                    .hasMessageNotContaining("secret");
        }
    }

    private static AbstractThrowableAssert<?, ?> refused(ImageFetch fetch, URI url) {
        return failed(fetch, url, Kind.REFUSED);
    }

    private static AbstractThrowableAssert<?, ?> failed(ImageFetch fetch, URI url, Kind kind) {
        return assertThatThrownBy(() -> fetch.fetch(url))
                .isInstanceOfSatisfying(
                        FetchException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }

    private static FetchRules rules(String host, long bytes) {
        return new FetchRules(Set.of(host), true, bytes, Duration.ofSeconds(20), 2);
    }

    /** A world of names in which 127.0.0.1 is public and 127.0.0.2 is not; hosts below example are allowed. */
    private ImageFetch named(Map<String, String> addresses) {
        DnsResolver names = new DnsResolver() {
            @Override
            public InetAddress[] resolve(String host) throws UnknownHostException {
                return new InetAddress[] {InetAddress.getByName(addresses.get(host))};
            }

            @Override
            public String resolveCanonicalHostname(String host) {
                return host;
            }
        };
        FetchRules rules = new FetchRules(Set.of("*.example:" + port), false, 1 << 20, Duration.ofSeconds(20), 2);
        return new ImageFetch(rules, names, address -> address.getAddress()[3] == 1);
    }

    private URI url(String host, String path) {
        return URI.create("http://" + host + ":" + port + path);
    }

    private void on(String path, HttpHandler handler) {
        server.createContext(path, handler);
    }

    private static void redirect(HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        answer(exchange, 302, new byte[0]);
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
