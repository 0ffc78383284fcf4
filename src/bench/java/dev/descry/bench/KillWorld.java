package dev.descry.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.descry.event.CaptionCompleted;
import dev.descry.event.CaptionFailed;
import dev.descry.event.Extensions;
import dev.descry.event.Json;
import dev.descry.event.StepRequested;
import dev.descry.event.broker.Answer;
import dev.descry.event.broker.Delivery;
import dev.descry.event.broker.HttpSubscriber;
import dev.descry.event.broker.MemoryBroker;
import dev.descry.event.broker.Subscriber;
import dev.descry.event.broker.Trigger;
import dev.descry.experts.chat.FakeStreams;
import dev.descry.store.FolderStore;
import dev.descry.store.ObjectStore;
import dev.descry.store.S3Server;
import dev.descry.store.Stores;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.imageio.ImageIO;

/** What does not die: the bucket, the folder of runs, the broker with the deliveries of the manifests, the model server. */
final class KillWorld implements AutoCloseable {
    /** In the order of their ports. */
    static final List<String> FUNCTIONS = List.of("intake", "chat", "archive");

    /** As in {@code knative/eventing/triggers.yaml}. */
    private static final int RETRY = 5;

    private static final Duration BACKOFF = Duration.ofSeconds(2);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    private final S3Server s3;
    private final Path runs = Files.createTempDirectory("descry-kill-notices");
    private final HttpServer server;
    private final MemoryBroker broker;
    private final Map<String, String> environment = new HashMap<>();
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger events = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final Set<String> completed = ConcurrentHashMap.newKeySet();

    private KillWorld(S3Server s3, int port) throws IOException {
        this.s3 = s3;
        this.broker = new MemoryBroker(triggers(port));
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/broker", this::publish);
        server.createContext("/api/chat", this::describe);
        server.start();
        int own = server.getAddress().getPort();
        environment.putAll(s3.environment());
        environment.putAll(Map.of(
                "K_SINK", "http://127.0.0.1:" + own + "/broker",
                "DESCRY_INTAKE_OPEN", "true",
                "DESCRY_INTAKE_BUCKETS", "s3://photos",
                "DESCRY_INTAKE_RUNS", runs.toString(),
                "DESCRY_FUNCTION_STORE", runs.toString(),
                "DESCRY_SERVE_CONCURRENCY", "64",
                "DESCRY_CHAINS_DEFAULT_STEPS_0__EXPERT", "llava:7b",
                "DESCRY_CHAINS_DEFAULT_STEPS_1__EXPERT", "llava:7b",
                "DESCRY_CHAT_CONCURRENCY", "64",
                "DESCRY_CHAT_OLLAMA_PORT", Integer.toString(own)));
        environment.put("DESCRY_HOME", runs.resolve("home").toString());
    }

    /** With so many images in the bucket; functions listen at this port and those after it. */
    static KillWorld with(int images, int port) throws Exception {
        S3Server s3 = S3Server.start();
        s3.bucket("photos");
        try (Stores stores = new Stores(s3.environment())) {
            ObjectStore photos = stores.at("s3://photos");
            for (int i = 0; i < images; i++) {
                photos.put(key(i), png(i));
            }
        }
        return new KillWorld(s3, port);
    }

    private static String key(int index) {
        return "in/%05d.png".formatted(index);
    }

    /** No two are the same, so that no caption is kept from another. */
    private static byte[] png(int index) throws IOException {
        BufferedImage image = new BufferedImage(32, 32, BufferedImage.TYPE_INT_RGB);
        image.setRGB(index % 32, index / 32 % 32, 0xFF0000 | index);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        return bytes.toByteArray();
    }

    /** The notice of an image, as MinIO and Ceph tell it. */
    static String notice(int index) {
        return """
                {"Records": [{"eventName": "ObjectCreated:Put", "eventSource": "ceph:s3", "s3": {"bucket": {"name": "photos"},
                 "object": {"key": "%s", "eTag": "t%d", "sequencer": "%08x"}}}]}""".formatted(key(index), index, index);
    }

    Map<String, String> environment() {
        return environment;
    }

    void awaitQuiet() throws InterruptedException {
        broker.awaitQuiet();
    }

    private List<Trigger> triggers(int port) {
        URI chat = URI.create("http://127.0.0.1:" + (port + 1) + "/");
        URI archive = URI.create("http://127.0.0.1:" + (port + 2) + "/");
        Subscriber end = new HttpSubscriber(archive, TIMEOUT);
        Delivery delivery = new Delivery(RETRY, BACKOFF, TIMEOUT, Optional.of(new Delivery.DeadLetters(archive, end)));
        return List.of(
                new Trigger(
                        "llava",
                        Map.of("type", StepRequested.TYPE, Extensions.NEXT, "llava"),
                        chat,
                        new HttpSubscriber(chat, TIMEOUT),
                        delivery),
                new Trigger(
                        "archive",
                        Map.of("type", StepRequested.TYPE, Extensions.NEXT, "archive"),
                        archive,
                        end,
                        delivery),
                new Trigger("archive-failed", Map.of("type", CaptionFailed.TYPE), archive, end, delivery),
                new Trigger("completed", Map.of("type", CaptionCompleted.TYPE), archive, this::complete, delivery),
                new Trigger("failed", Map.of("type", CaptionFailed.TYPE), archive, this::fail, delivery));
    }

    private Answer complete(CloudEvent event) {
        events.incrementAndGet();
        completed.add(event.getSource() + " " + event.getId());
        return Answer.NOTHING;
    }

    private Answer fail(CloudEvent event) {
        failed.incrementAndGet();
        return Answer.NOTHING;
    }

    private void publish(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            CloudEvent event = HttpMessageFactory.createReader(
                            header -> exchange.getRequestHeaders()
                                    .forEach((name, values) -> header.accept(name, values.getFirst())),
                            body)
                    .toEvent();
            exchange.sendResponseHeaders(broker.publish(event), -1);
        }
    }

    private void describe(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            FakeStreams.ollama("A dark square, number ", Integer.toString(asked.incrementAndGet()), ".")
                    .answer(exchange);
        }
    }

    /** Counts what there is; true when it is what there should be. */
    boolean report(int notices) {
        int captions = 0;
        int begun = 0;
        ObjectStore store = FolderStore.open(runs);
        for (String key : store.list("runs/").toList()) {
            begun += key.endsWith("/run.json") ? 1 : 0;
            captions += key.endsWith("/transcript.json")
                            && captioned(Json.read(store.get(key).orElseThrow()))
                    ? 1
                    : 0;
        }
        long texts;
        try (Stores stores = new Stores(s3.environment())) {
            texts = stores.at("s3://photos")
                    .list("in/")
                    .filter(key -> key.endsWith(".txt"))
                    .count();
        }
        System.out.printf(
                "runs %d, transcripts with a caption %d, texts beside images %d, failed %d%n",
                begun, captions, texts, failed.get());
        System.out.printf(
                "completed: %d different in %d events; the model was asked %d times for %d steps%n",
                completed.size(), events.get(), asked.get(), 2 * notices);
        return begun == notices
                && captions == notices
                && texts == notices
                && completed.size() == notices
                && failed.get() == 0;
    }

    private static boolean captioned(JsonNode transcript) {
        return !transcript.path("caption").asText().isBlank();
    }

    @Override
    public void close() {
        broker.close();
        server.stop(0);
        s3.close();
    }
}
