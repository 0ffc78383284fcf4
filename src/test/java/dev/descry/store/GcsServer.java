package dev.descry.store;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Google Cloud Storage's JSON API that a store needs, over real HTTP: buckets and objects by name, ranges,
 * listing with prefix, delimiter and pages, and {@code ifGenerationMatch}. Nobody has to say who they are.
 */
public final class GcsServer implements AutoCloseable {
    /** Small, so that listings have several pages. */
    private static final int PAGE = 3;

    private static final Pattern BUCKET = Pattern.compile("/storage/v1/b/([^/]+)");
    private static final Pattern OBJECT = Pattern.compile("/storage/v1/b/([^/]+)/o/(.+)");
    private static final Pattern OBJECTS = Pattern.compile("/storage/v1/b/([^/]+)/o");
    private static final Pattern UPLOAD = Pattern.compile("/upload/storage/v1/b/([^/]+)/o");
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d+)-(\\d*)");

    /** What was asked, as method and address. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    private final Map<String, ConcurrentSkipListMap<String, Stored>> buckets = new HashMap<>();
    private final AtomicLong generations = new AtomicLong(1_762_000_000_000_000L);
    private final HttpServer server;

    private record Stored(byte[] bytes, long generation, String mediaType) {}

    private GcsServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public static GcsServer start() throws IOException {
        return new GcsServer();
    }

    /** Makes an empty bucket. */
    public void bucket(String name) {
        buckets.put(name, new ConcurrentSkipListMap<>());
    }

    /** What lies in a bucket. */
    public Set<String> names(String bucket) {
        return buckets.getOrDefault(bucket, new ConcurrentSkipListMap<>()).keySet();
    }

    /** The variables that open the server. */
    public Map<String, String> environment() {
        return Map.of(
                "STORAGE_EMULATOR_HOST", "127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        Map<String, String> query = query(exchange.getRequestURI());
        String path = exchange.getRequestURI().getRawPath();
        try (exchange) {
            Matcher upload = UPLOAD.matcher(path);
            Matcher object = OBJECT.matcher(path);
            Matcher objects = OBJECTS.matcher(path);
            Matcher bucket = BUCKET.matcher(path);
            if (upload.matches() && exchange.getRequestMethod().equals("POST")) {
                upload(exchange, bucket(upload), query, body);
            } else if (object.matches()) {
                object(exchange, bucket(object), decoded(object.group(2)), query);
            } else if (objects.matches()) {
                list(exchange, bucket(objects), query);
            } else if (bucket.matches() && buckets.containsKey(bucket.group(1))) {
                json(exchange, 200, JsonNodeFactory.instance.objectNode().put("name", bucket.group(1)));
            } else {
                error(exchange, 404, "notFound");
            }
        }
    }

    private ConcurrentSkipListMap<String, Stored> bucket(Matcher path) {
        return buckets.getOrDefault(path.group(1), new ConcurrentSkipListMap<>());
    }

    private void upload(HttpExchange exchange, Map<String, Stored> bucket, Map<String, String> query, byte[] body)
            throws IOException {
        String type = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Content-Type"))
                .orElse("application/octet-stream");
        long generation = generations.incrementAndGet();
        Stored stored = "multipart".equals(query.get("uploadType"))
                ? parts(body, type, generation)
                : new Stored(body, generation, type);
        String name = query.getOrDefault("name", "");
        if ("0".equals(query.get("ifGenerationMatch"))) {
            if (bucket.putIfAbsent(name, stored) != null) {
                error(exchange, 412, "conditionNotMet");
                return;
            }
        } else {
            bucket.put(name, stored);
        }
        json(exchange, 200, resource(name, stored));
    }

    /** A part of JSON that describes the object, and one that is the object; bytes as characters for the search. */
    private static Stored parts(byte[] body, String type, long generation) throws IOException {
        String boundary = "--" + type.substring(type.indexOf("boundary=") + "boundary=".length());
        String[] parts = new String(body, StandardCharsets.ISO_8859_1).split(Pattern.quote(boundary), -1);
        String described = parts[1].substring(parts[1].indexOf("\r\n\r\n") + 4);
        String media = parts[2].substring(parts[2].indexOf("\r\n\r\n") + 4, parts[2].length() - 2);
        return new Stored(
                media.getBytes(StandardCharsets.ISO_8859_1),
                generation,
                new ObjectMapper().readTree(described).path("contentType").asText());
    }

    private void object(HttpExchange exchange, Map<String, Stored> bucket, String name, Map<String, String> query)
            throws IOException {
        boolean delete = exchange.getRequestMethod().equals("DELETE");
        Stored stored = delete ? bucket.remove(name) : bucket.get(name);
        if (stored == null) {
            error(exchange, 404, "notFound");
        } else if (delete) {
            exchange.sendResponseHeaders(204, -1);
        } else if ("media".equals(query.get("alt"))) {
            media(exchange, stored);
        } else {
            json(exchange, 200, resource(name, stored));
        }
    }

    private static void media(HttpExchange exchange, Stored stored) throws IOException {
        Matcher range =
                RANGE.matcher(Optional.ofNullable(exchange.getRequestHeaders().getFirst("Range"))
                        .orElse(""));
        exchange.getResponseHeaders().set("Content-Type", stored.mediaType());
        exchange.getResponseHeaders().set("ETag", "\"" + stored.generation() + "\"");
        int length = stored.bytes().length;
        if (!range.matches()) {
            send(exchange, 200, stored.bytes());
            return;
        }
        int from = Integer.parseInt(range.group(1));
        if (from >= length) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + length);
            error(exchange, 416, "requestedRangeNotSatisfiable");
            return;
        }
        int to = range.group(2).isEmpty() ? length : Math.min(length, Integer.parseInt(range.group(2)) + 1);
        exchange.getResponseHeaders().set("Content-Range", "bytes %d-%d/%d".formatted(from, to - 1, length));
        send(exchange, 206, Arrays.copyOfRange(stored.bytes(), from, to));
    }

    private static void list(
            HttpExchange exchange, ConcurrentSkipListMap<String, Stored> bucket, Map<String, String> query)
            throws IOException {
        String prefix = query.getOrDefault("prefix", "");
        String delimiter = query.getOrDefault("delimiter", "");
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("kind", "storage#objects");
        ArrayNode items = answer.putArray("items");
        ArrayNode prefixes = answer.putArray("prefixes");
        String last = query.getOrDefault("pageToken", "");
        for (Map.Entry<String, Stored> entry : bucket.tailMap(prefix, true).entrySet()) {
            String name = entry.getKey();
            int end = delimiter.isEmpty() ? -1 : name.indexOf(delimiter, prefix.length());
            String told = end < 0 ? name : name.substring(0, end + 1);
            if (!name.startsWith(prefix) || told.compareTo(last) <= 0) {
                continue;
            }
            if (items.size() + prefixes.size() == PAGE) {
                answer.put("nextPageToken", last);
                break;
            }
            last = told;
            if (end < 0) {
                items.add(resource(name, entry.getValue()));
            } else {
                prefixes.add(told);
            }
        }
        json(exchange, 200, answer);
    }

    private static ObjectNode resource(String name, Stored stored) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("kind", "storage#object")
                .put("name", name)
                .put("size", Integer.toString(stored.bytes().length))
                .put("generation", Long.toString(stored.generation()))
                .put("etag", "E" + stored.generation())
                .put("contentType", stored.mediaType())
                .put(
                        "updated",
                        Instant.ofEpochSecond(0, stored.generation() * 1000).toString());
    }

    private static Map<String, String> query(URI address) {
        Map<String, String> values = new HashMap<>();
        if (address.getRawQuery() != null) {
            for (String part : address.getRawQuery().split("&", -1)) {
                String[] pair = part.split("=", 2);
                values.put(pair[0], pair.length == 1 ? "" : decoded(pair[1]));
            }
        }
        return values;
    }

    /** Only a form writes a space as a plus. */
    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static void error(HttpExchange exchange, int status, String reason) throws IOException {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.putObject("error")
                .put("code", status)
                .put("message", reason)
                .putArray("errors")
                .addObject()
                .put("reason", reason);
        json(exchange, status, json);
    }

    private static void json(HttpExchange exchange, int status, ObjectNode json) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, status, json.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
