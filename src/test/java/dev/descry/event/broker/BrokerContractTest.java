package dev.descry.event.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.descry.event.EventCodec;
import dev.descry.event.FakeEvents;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was measured at Knative's Kafka broker, held against ours, with subscribers behind HTTP as there. */
class BrokerContractTest {
    private static final URI FUNCTION = URI.create("http://function/");
    private static final CloudEvent EVENT =
            EventCodec.write(FakeEvents.first("chat", "archive"), "intake", Instant.EPOCH);

    private final List<Duration> waits = new CopyOnWriteArrayList<>();
    private final List<CloudEvent> letters = new CopyOnWriteArrayList<>();
    private final List<Map<String, List<String>>> requests = new CopyOnWriteArrayList<>();
    private HttpServer server;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    @AfterEach
    void hangUp() {
        server.stop(0);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 408, 409, 429, 500, 503})
    void aPassingFaultIsTriedAgainWithDoublingWaitsAndThenDeadLettered(int status) throws Exception {
        answering(status, "try later", "Retry-After", "2");
        publish(3);
        assertThat(requests).hasSize(4);
        // Retry-After is ignored: 300 ms times 2, 4, 8.
        assertThat(waits).containsExactly(Duration.ofMillis(600), Duration.ofMillis(1200), Duration.ofMillis(2400));
        assertThat(letters).hasSize(1);
        assertThat(EventCodec.extensions(letters.getFirst()))
                .containsEntry("knativeerrordest", FUNCTION.toString())
                .containsEntry("knativeerrorcode", Integer.toString(status))
                .containsEntry("knativeerrordata", base64("try later"));
        assertThat(EventCodec.read(letters.getFirst())).isEqualTo(EventCodec.read(EVENT));
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 413, 422})
    void aRefusalForGoodIsDeadLetteredAtOnce(int status) throws Exception {
        answering(status, "no", "X-None", "");
        publish(3);
        assertThat(requests).hasSize(1);
        assertThat(waits).isEmpty();
        assertThat(EventCodec.extensions(letters.getFirst()))
                .containsEntry("knativeerrorcode", Integer.toString(status));
    }

    @Test
    void anAnswerThatIsNoEventIsDeadLetteredAtOnceWithoutACode() throws Exception {
        answering(200, "{\"caption\":\"a circle\"}", "Content-Type", "application/json");
        publish(3);
        assertThat(requests).hasSize(1);
        assertThat(EventCodec.extensions(letters.getFirst()))
                .containsEntry("knativeerrordest", FUNCTION.toString())
                .doesNotContainKeys("knativeerrorcode", "knativeerrordata");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 202, 204})
    void anEmptyAnswerIsTheEndOfIt(int status) throws Exception {
        answering(status, "", "X-None", "");
        publish(3);
        assertThat(requests).hasSize(1);
        assertThat(letters).isEmpty();
    }

    @Test
    void anAnswerTooLateIsTriedAgainAndThenDeadLetteredWithoutACode() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestHeaders());
            await(end);
            exchange.close();
        });
        publish(new Delivery(1, Duration.ofMillis(300), Duration.ofMillis(200), deadLetters()));
        end.countDown();
        assertThat(requests).hasSize(2);
        assertThat(EventCodec.extensions(letters.getFirst()))
                .containsKey("knativeerrordest")
                .doesNotContainKey("knativeerrorcode");
    }

    @Test
    void aFunctionThatIsDownIsTriedAgain() throws Exception {
        server.stop(0);
        publish(2);
        assertThat(waits).hasSize(2);
        assertThat(EventCodec.extensions(letters.getFirst())).doesNotContainKey("knativeerrorcode");
    }

    @Test
    void eventsArriveInBinaryModeAndAskForAReply() throws Exception {
        answering(204, "", "X-None", "");
        publish(0);
        Map<String, List<String>> headers = requests.getFirst();
        assertThat(headers.get("Prefer")).containsExactly("reply");
        assertThat(headers.get("Ce-type")).containsExactly("dev.descry.step.requested");
        assertThat(headers.get("Ce-next")).containsExactly("chat");
        assertThat(headers.get("Content-type")).containsExactly("application/json");
    }

    @Test
    void aReplyGoesBackToTheBrokerAndFindsTheNextTrigger() throws Exception {
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            Map<String, String> reply = Map.of(
                    "ce-specversion",
                    "1.0",
                    "ce-id",
                    "2",
                    "ce-source",
                    "/descry/chat",
                    "ce-type",
                    "step.done",
                    "ce-next",
                    "archive");
            reply.forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        List<CloudEvent> archived = new CopyOnWriteArrayList<>();
        Trigger archive = new Trigger(
                "archive",
                Map.of("next", "archive"),
                FUNCTION,
                event -> {
                    archived.add(event);
                    return Answer.NOTHING;
                },
                delivery(0));
        try (MemoryBroker broker = new MemoryBroker(List.of(http(delivery(0)), archive), waits::add)) {
            broker.publish(EVENT);
            broker.awaitQuiet();
        }
        assertThat(archived).extracting(CloudEvent::getType).containsExactly("step.done");
    }

    @Test
    void aDeadLetterSinkMayReplyToo() throws Exception {
        answering(400, "no", "X-None", "");
        CloudEvent reply =
                CloudEventBuilder.from(EVENT).withExtension("next", "gemini").build();
        List<String> asked = new CopyOnWriteArrayList<>();
        Trigger gemini = new Trigger(
                "gemini",
                Map.of("next", "gemini"),
                FUNCTION,
                event -> {
                    asked.add(event.getId());
                    return Answer.NOTHING;
                },
                delivery(0));
        Delivery delivery = new Delivery(
                0,
                Duration.ZERO,
                Duration.ofSeconds(30),
                Optional.of(new Delivery.DeadLetters(FUNCTION, event -> Answer.reply(reply))));
        try (MemoryBroker broker = new MemoryBroker(List.of(http(delivery), gemini), waits::add)) {
            broker.publish(EVENT);
            broker.awaitQuiet();
        }
        assertThat(asked).containsExactly(reply.getId());
    }

    @Test
    void anEventNobodyWantsIsTakenAndForgotten() throws Exception {
        try (MemoryBroker broker = new MemoryBroker(List.of(http(delivery(0))), waits::add)) {
            assertThat(broker.publish(
                            CloudEventBuilder.from(EVENT).withType("other").build()))
                    .isEqualTo(202);
            broker.awaitQuiet();
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void anEventAboveOneMebibyteIsRefused() throws Exception {
        answering(204, "", "X-None", "");
        try (MemoryBroker broker = new MemoryBroker(List.of(http(delivery(0))), waits::add)) {
            assertThat(broker.publish(sized(1_000 * 1_024))).isEqualTo(202);
            assertThat(broker.publish(sized(1_024 * 1_024 + 1))).isEqualTo(503);
            broker.awaitQuiet();
        }
        assertThat(requests).hasSize(1);
    }

    private void answering(int status, String body, String header, String value) {
        server.createContext("/", exchange -> {
            requests.add(exchange.getRequestHeaders());
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add(header, value);
            send(exchange, status, body.getBytes(StandardCharsets.UTF_8));
        });
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        if (body.length > 0) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private void publish(int retry) throws InterruptedException {
        publish(delivery(retry));
    }

    private void publish(Delivery delivery) throws InterruptedException {
        try (MemoryBroker broker = new MemoryBroker(List.of(http(delivery)), waits::add)) {
            assertThat(broker.publish(EVENT)).isEqualTo(202);
            broker.awaitQuiet();
        }
    }

    private Delivery delivery(int retry) {
        return new Delivery(retry, Duration.ofMillis(300), Duration.ofSeconds(30), deadLetters());
    }

    private Optional<Delivery.DeadLetters> deadLetters() {
        return Optional.of(new Delivery.DeadLetters(URI.create("http://dead/"), event -> {
            letters.add(event);
            return Answer.NOTHING;
        }));
    }

    private Trigger http(Delivery delivery) {
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        return new Trigger(
                "chat",
                Map.of("type", "dev.descry.step.requested", "next", "chat"),
                FUNCTION,
                new HttpSubscriber(address, Duration.ofSeconds(30)),
                delivery);
    }

    private static CloudEvent sized(int bytes) {
        return CloudEventBuilder.from(EVENT)
                .withData("application/octet-stream", new byte[bytes])
                .build();
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
