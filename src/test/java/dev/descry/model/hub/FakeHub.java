package dev.descry.model.hub;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A hub on this machine with one repository, its large files on a second server, and faults on demand. */
final class FakeHub implements AutoCloseable {
    static final String REPOSITORY = "Qwen/Test";
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final int LARGE = 200;
    private static final int PAGE = 4;

    /** Answers one request in an unusual way. */
    interface Fault {
        void answer(HttpExchange exchange) throws IOException;
    }

    record Request(String server, String path, Optional<String> range, Optional<String> token) {}

    final Map<String, byte[]> files = new TreeMap<>();
    final List<Request> requests = new CopyOnWriteArrayList<>();
    String commit = COMMIT;
    boolean ranges = true;
    String listedInstead = "";
    private final Map<String, Deque<Fault>> faults = new TreeMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer hub = start("hub");
    private final HttpServer store = start("store");

    FakeHub() {
        files.put("config.json", "{\"model_type\":\"qwen2_vl\"}".getBytes(StandardCharsets.UTF_8));
        files.put("tokenizer.json", "{}".getBytes(StandardCharsets.UTF_8));
        files.put("preprocessor_config.json", "{\"patch_size\":14}".getBytes(StandardCharsets.UTF_8));
        files.put("model.safetensors", bytes(300_000));
        files.put("merges.txt", bytes(300));
        files.put("vocab.json", bytes(20));
        files.put("pytorch_model.bin", bytes(500));
        files.put("onnx/model.safetensors", bytes(500));
        files.put("README.md", bytes(10));
    }

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 + (i >> 8));
        }
        return bytes;
    }

    byte[] content(String file) {
        return Objects.requireNonNull(files.get(file), file);
    }

    /** The next request whose path ends so gets this answer. */
    void fault(String pathEnd, Fault... inOrder) {
        synchronized (faults) {
            faults.computeIfAbsent(pathEnd, end -> new ArrayDeque<>()).addAll(List.of(inOrder));
        }
    }

    static Fault status(int status, String... headers) {
        return exchange -> {
            for (int i = 0; i < headers.length; i += 2) {
                exchange.getResponseHeaders().add(headers[i], headers[i + 1]);
            }
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        };
    }

    /** Half of the rest of a file, then the connection is closed under the reader. */
    Fault cut(String file) {
        return exchange -> {
            byte[] content = content(file);
            int from = begin(exchange, content);
            OutputStream body = exchange.getResponseBody();
            body.write(content, from, (content.length - from) / 2);
            body.flush();
            exchange.close();
        };
    }

    static Fault body(String text) {
        return exchange -> send(exchange, text.getBytes(StandardCharsets.UTF_8));
    }

    HubSettings settings(Optional<String> token) {
        return settings(token, Duration.ofSeconds(20));
    }

    HubSettings settings(Optional<String> token, Duration silence) {
        URI base = URI.create("http://127.0.0.1:" + hub.getAddress().getPort());
        return new HubSettings(base, token, Duration.ofMillis(1), silence, HttpClient.Builder.NO_PROXY);
    }

    Hub open() {
        return new Hub(settings(Optional.empty()));
    }

    /** Where the second server has a file. */
    String store(String path) {
        return "http://127.0.0.1:%d/%s".formatted(store.getAddress().getPort(), path);
    }

    List<String> pathsAsked() {
        return requests.stream().map(Request::path).toList();
    }

    private HttpServer start(String name) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(threads);
            server.createContext("/", exchange -> answer(name, exchange));
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(String server, HttpExchange exchange) throws IOException {
        Headers headers = exchange.getRequestHeaders();
        String path = exchange.getRequestURI().toString();
        requests.add(new Request(
                server,
                path,
                Optional.ofNullable(headers.getFirst("Range")),
                Optional.ofNullable(headers.getFirst("Authorization"))));
        Optional<Fault> fault = nextFault(path);
        if (fault.isPresent()) {
            fault.get().answer(exchange);
        } else if (path.startsWith("/api/models/" + REPOSITORY + "/revision/main")) {
            send(exchange, "{\"sha\":\"%s\"}".formatted(commit).getBytes(StandardCharsets.UTF_8));
        } else if (path.startsWith("/api/models/" + REPOSITORY + "/tree/" + commit)) {
            list(exchange);
        } else if (path.startsWith("/" + REPOSITORY + "/resolve/" + commit + "/")) {
            file(exchange, path.substring(("/" + REPOSITORY + "/resolve/" + commit + "/").length()));
        } else if (server.equals("store")) {
            byte[] content = content(path.substring(1));
            int from = begin(exchange, content);
            exchange.getResponseBody().write(content, from, content.length - from);
            exchange.close();
        } else {
            status(404).answer(exchange);
        }
    }

    private Optional<Fault> nextFault(String path) {
        synchronized (faults) {
            return faults.entrySet().stream()
                    .filter(each -> path.endsWith(each.getKey()))
                    .findFirst()
                    .flatMap(each -> Optional.ofNullable(each.getValue().poll()));
        }
    }

    private void file(HttpExchange exchange, String path) throws IOException {
        byte[] content = files.get(path);
        if (content == null) {
            status(404).answer(exchange);
        } else if (content.length > LARGE) {
            status(302, "Location", store(path)).answer(exchange);
        } else {
            send(exchange, content);
        }
    }

    private int begin(HttpExchange exchange, byte[] content) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        exchange.getResponseHeaders().add("ETag", "\"" + sha("SHA-256", content) + "\"");
        if (range == null || !ranges) {
            exchange.sendResponseHeaders(200, content.length);
            return 0;
        }
        int from = Integer.parseInt(range.replaceAll("\\D", ""));
        exchange.getResponseHeaders()
                .add("Content-Range", "bytes %d-%d/%d".formatted(from, content.length - 1, content.length));
        exchange.sendResponseHeaders(206, content.length - from);
        return from;
    }

    private void list(HttpExchange exchange) throws IOException {
        if (!listedInstead.isEmpty()) {
            send(exchange, listedInstead.getBytes(StandardCharsets.UTF_8));
            return;
        }
        List<String> entries = files.entrySet().stream()
                .map(file -> entry(file.getKey(), file.getValue()))
                .toList();
        String query = exchange.getRequestURI().getQuery();
        int from = query.contains("cursor=") ? Integer.parseInt(query.replaceAll(".*cursor=", "")) : 0;
        int to = Math.min(entries.size(), from + PAGE);
        if (to < entries.size()) {
            exchange.getResponseHeaders()
                    .add(
                            "Link",
                            "<%s?recursive=true&cursor=%d>; rel=\"next\""
                                    .formatted(exchange.getRequestURI().getPath(), to));
        }
        String page = "[{\"type\":\"directory\",\"oid\":\"x\",\"size\":0,\"path\":\"onnx\"},"
                + String.join(",", entries.subList(from, to)) + "]";
        send(exchange, page.getBytes(StandardCharsets.UTF_8));
    }

    private static String entry(String path, byte[] content) {
        String git = "blob " + content.length + "\0";
        byte[] blob = new byte[git.length() + content.length];
        System.arraycopy(git.getBytes(StandardCharsets.US_ASCII), 0, blob, 0, git.length());
        System.arraycopy(content, 0, blob, git.length(), content.length);
        String plain = "{\"type\":\"file\",\"oid\":\"%s\",\"size\":%d,\"path\":\"%s\""
                .formatted(sha("SHA-1", blob), content.length, path);
        return content.length > LARGE
                ? plain
                        + ",\"lfs\":{\"oid\":\"%s\",\"size\":%d,\"pointerSize\":134}}"
                                .formatted(sha("SHA-256", content), content.length)
                : plain + "}";
    }

    private static String sha(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(HttpExchange exchange, byte[] content) throws IOException {
        exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
        if (content.length > 0) {
            exchange.getResponseBody().write(content);
        }
        exchange.close();
    }

    @Override
    public void close() {
        stop();
    }

    /** From here on nobody answers. */
    void stop() {
        hub.stop(0);
        store.stop(0);
        threads.shutdownNow();
    }
}
