package dev.descry.experts.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A server of chat on this machine that answers from a script, one reply per request; the last reply stays. Its bytes are
 * those the providers document. Remembers what it was sent.
 */
public final class FakeChatServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What it does with a request; says whether that is a whole answer. */
    @FunctionalInterface
    public interface Reply {
        boolean answer(HttpExchange exchange) throws IOException;
    }

    /** A request as it came. */
    public record Received(String method, String path, Map<String, List<String>> headers, JsonNode body, long nanos) {
        /** The first value of a header, or nothing. */
        public String header(String name) {
            return headers.entrySet().stream()
                    .filter(entry -> entry.getKey().equalsIgnoreCase(name))
                    .map(entry -> entry.getValue().getFirst())
                    .findFirst()
                    .orElse("");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Reply> script = new CopyOnWriteArrayList<>();
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final List<Received> answered = new CopyOnWriteArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch abandoned = new CountDownLatch(1);

    public FakeChatServer(Reply... replies) {
        script.addAll(List.of(replies));
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    /** Adds a reply to the script. */
    public FakeChatServer then(Reply reply) {
        script.add(reply);
        return this;
    }

    /** Its address with this path, for example {@code /v1}. */
    public URI url(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    /** The requests that got a whole answer. */
    public List<Received> answered() {
        return List.copyOf(answered);
    }

    /** The only request. */
    public Received only() {
        if (received.size() != 1) {
            throw new AssertionError("server: expected one request, found " + received.size());
        }
        return received.getFirst();
    }

    public int mostAtOnce() {
        return mostRunning.get();
    }

    public void awaitCall() throws InterruptedException {
        called.await();
    }

    /** Waits until a client left a stream that went on. */
    public boolean awaitAbandoned() throws InterruptedException {
        return abandoned.await(20, TimeUnit.SECONDS);
    }

    private void serve(HttpExchange exchange) throws IOException {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            byte[] body = exchange.getRequestBody().readAllBytes();
            Received request = new Received(
                    exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(),
                    Map.copyOf(exchange.getRequestHeaders()),
                    body.length == 0 ? JSON.nullNode() : JSON.readTree(body),
                    System.nanoTime());
            received.add(request);
            called.countDown();
            if (script.get(Math.min(next.getAndIncrement(), script.size() - 1)).answer(exchange)) {
                answered.add(request);
            }
        } finally {
            running.decrementAndGet();
            exchange.close();
        }
    }

    /** A whole answer with this status. */
    public static Reply status(int status, String body, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().set(headers[i], headers[i + 1]);
            }
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
            return status == 200;
        };
    }

    /** A stream of these pieces, ended as HTTP ends it. */
    public static Reply stream(String type, List<String> pieces) {
        return exchange -> {
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(200, 0);
            for (String piece : pieces) {
                exchange.getResponseBody().write(piece.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
            return true;
        };
    }

    /** A stream whose connection breaks after these pieces. */
    public static Reply cut(List<String> pieces) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 1_000_000);
            for (String piece : pieces) {
                exchange.getResponseBody().write(piece.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            }
            return false;
        };
    }

    /** Never answers. */
    public Reply silence() {
        return exchange -> await();
    }

    /** Sends these pieces and then the last of them until the client leaves. */
    public Reply endless(List<String> pieces) {
        return exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try {
                for (int i = 0; closed.getCount() > 0; i++) {
                    String piece = pieces.get(Math.min(i, pieces.size() - 1));
                    exchange.getResponseBody().write(piece.getBytes(StandardCharsets.UTF_8));
                    exchange.getResponseBody().flush();
                }
            } catch (IOException left) {
                abandoned.countDown();
            }
            return false;
        };
    }

    private boolean await() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
