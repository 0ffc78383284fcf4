package dev.descry.functions.workbench.http;

import static dev.descry.functions.workbench.http.ChatQuestions.asking;
import static dev.descry.functions.workbench.http.ChatQuestions.drawn;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.containsString;

import com.openai.client.OpenAIClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.InternalServerException;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.descry.experts.chat.FakeChatServer;
import dev.descry.experts.chat.FakeStreams;
import dev.descry.functions.workbench.Samples;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The HTTP API while every place is taken, when its clients leave, and over a provider that repeats its key. */
@QuarkusTest
@WithTestResource(ProviderServer.class)
@Timeout(120)
class BehindHttpTest {
    private static final String EXPERT = "qwen2-vl:scenes";
    private static final String CANCELLED = "descry_chats_total{model=\"qwen2-vl:scenes\",outcome=\"cancelled\"}";
    private static final long LONG_WINDED = 59;

    private OpenAIClient client;

    @BeforeEach
    void open() {
        client = ChatQuestions.client();
    }

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void whoComesToAFullHouseIsToldWhenToComeAgainAndNobodyInsideIsHarmed() throws Exception {
        CompletableFuture<Void> release = new CompletableFuture<>();
        ProviderServer.answer(exchange -> {
            release.join();
            return FakeStreams.openAi("A dog.").answer(exchange);
        });
        List<CompletableFuture<ChatCompletion>> inside = List.of(ask(), ask());
        awaitMetric("descry_runs_active", 2);

        for (String model : List.of(ProviderServer.CHAIN, EXPERT)) {
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> client.chat().completions().create(question(model)))
                        .isInstanceOfSatisfying(InternalServerException.class, e -> {
                            assertThat(e.statusCode()).isEqualTo(503);
                            assertThat(e.headers().values("Retry-After")).containsExactly("5");
                        });
            }
        }
        release.complete(null);

        for (CompletableFuture<ChatCompletion> each : inside) {
            assertThat(each.join().choices().getFirst().message().content()).contains("A dog.");
        }
        awaitMetric("descry_runs_active", 0);
        assertThat(client.chat().completions().create(question(EXPERT)).choices())
                .hasSize(1);
    }

    @Test
    void aClientThatLeavesMidStreamStopsTheModelOfThisProcess() throws Exception {
        double before = metric(CANCELLED);
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(endless())) {
            assertThat(stream.stream().limit(3)).hasSize(3);
        }
        awaitMetric(CANCELLED, before + 1);
        awaitMetric("descry_runs_active", 0);
    }

    @Test
    void aClientThatDoesNotWaitForTheWholeAnswerStopsTheProviderOfAChain() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        FakeChatServer.Reply endless = ProviderServer.server().endless(FakeStreams.openAiWords("A ", "dog "));
        ProviderServer.answer(exchange -> {
            called.countDown();
            return endless.answer(exchange);
        });
        HttpRequest request = HttpRequest.newBuilder(URI.create(
                        "http://localhost:" + RestAssured.port + "/v1/captions?chain=" + ProviderServer.CHAIN))
                .header("Content-Type", "image/png")
                .POST(HttpRequest.BodyPublishers.ofFile(Samples.FOLDER.resolve("scene-4.png")))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            CompletableFuture<?> answer = http.sendAsync(request, HttpResponse.BodyHandlers.discarding());
            called.await();
            answer.cancel(true);
        }
        assertThat(ProviderServer.server().awaitAbandoned()).isTrue();
        awaitMetric("descry_runs_active", 0);
    }

    @Test
    void aDeploymentThatKeepsItsImagesAsksNobodyElse() throws IOException {
        given().contentType("image/png")
                .body(Files.readAllBytes(Samples.FOLDER.resolve("scene-1.png")))
                .queryParam("experts", "openai:m@https://vision.example.org/v1")
                .post("/v1/captions")
                .then()
                .statusCode(403)
                .body("detail", containsString("local-only is set, found vision.example.org"));
    }

    @Test
    void aKeyThatItsServerRepeatsIsInNoAnswerAndNoLog() throws IOException {
        String key = System.getenv("PLANTED_KEY");
        String error = "{\"error\":{\"message\":\"bad key " + key + "\"}}";
        List<String> out = new ArrayList<>();
        Handler log = listener(out);
        Logger.getLogger("").addHandler(log);
        try {
            for (FakeChatServer.Reply reply : List.of(
                    FakeChatServer.status(400, error),
                    FakeChatServer.status(500, error),
                    FakeChatServer.stream("text/event-stream", List.of("data: " + error + "\n\n")),
                    FakeStreams.openAi("It is ", key.substring(0, 5), key.substring(5)))) {
                ProviderServer.answer(reply);
                out.add(captions("application/json"));
                out.add(captions("text/event-stream"));
                out.add(completion(false));
                out.add(completion(true));
            }
            for (String page : List.of("/v1/experts", "/v1/models", "/q/metrics", "/q/health", "/openapi")) {
                out.add(given().get(page).asString());
            }
        } finally {
            Logger.getLogger("").removeHandler(log);
        }
        assertThat(ProviderServer.server().received()).as("the key was sent").anySatisfy(request -> assertThat(
                        request.header("Authorization"))
                .endsWith(key));
        assertThat(String.join("\n", out))
                .contains("status 400", "It is …", "run image=")
                .doesNotContain(key);
    }

    private static Handler listener(List<String> lines) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                synchronized (lines) {
                    lines.add(line.getMessage()
                            + List.of(line.getParameters() == null ? new Object[0] : line.getParameters())
                            + line.getThrown());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }

    private static String captions(String accept) throws IOException {
        return given().contentType("image/png")
                .body(Files.readAllBytes(Samples.FOLDER.resolve("scene-4.png")))
                .accept(accept)
                .queryParam("chain", ProviderServer.CHAIN)
                .post("/v1/captions")
                .asString();
    }

    private String completion(boolean stream) throws IOException {
        ChatCompletionCreateParams asked = question(ProviderServer.CHAIN);
        try {
            if (!stream) {
                return client.chat().completions().create(asked).toString();
            }
            try (StreamResponse<ChatCompletionChunk> answer =
                    client.chat().completions().createStreaming(asked)) {
                return answer.stream().toList().toString();
            }
        } catch (OpenAIException e) {
            return e.toString();
        }
    }

    private static double metric(String name) {
        return given().get("/q/metrics")
                .asString()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    private static void awaitMetric(String name, double value) throws InterruptedException {
        while (metric(name) != value) {
            Thread.sleep(Duration.ofMillis(20));
        }
    }

    private CompletableFuture<ChatCompletion> ask() throws IOException {
        return client.async().chat().completions().create(question(ProviderServer.CHAIN));
    }

    private static ChatCompletionCreateParams question(String model) throws IOException {
        return asking(model, "scene-4.png").build();
    }

    /** Drawn so evenly from the words that the one which ends the answer is late; the seed makes it very late. */
    private static ChatCompletionCreateParams endless() throws IOException {
        return drawn(asking(EXPERT, "scene-4.png").temperature(100.0), LONG_WINDED, 1_900)
                .build();
    }
}
