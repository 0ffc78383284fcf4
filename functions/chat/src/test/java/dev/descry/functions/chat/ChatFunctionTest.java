package dev.descry.functions.chat;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.descry.experts.chat.FakeChatServer;
import dev.descry.experts.chat.FakeStreams;
import dev.descry.functions.events.FunctionSettings;
import dev.descry.run.ToldStep;
import dev.descry.store.ObjectStore;
import dev.descry.store.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The function as a broker meets it: over HTTP, with one place, before a server of chat on this machine. */
@QuarkusTest
@QuarkusTestResource(value = Outside.class, restrictToAnnotatedClass = true)
class ChatFunctionTest {
    private static final Path SAMPLES =
            Path.of("../../src/samples").toAbsolutePath().normalize();

    private final Written log = new Written();

    @Inject
    Stores stores;

    @Inject
    FunctionSettings settings;

    @BeforeEach
    void readTheLog() {
        Logger.getLogger("").addHandler(log);
    }

    @AfterEach
    void theKeyIsNowhere() {
        Logger.getLogger("").removeHandler(log);
        assertThat(log.text()).doesNotContain(Outside.KEY);
        ObjectStore store = stores.at(settings.store());
        try (var keys = store.list("")) {
            assertThat(keys.map(key -> key + stored(store, key)))
                    .allSatisfy(text -> assertThat(text).doesNotContain(Outside.KEY));
        }
    }

    @Test
    void itAsksTheServerWithTheKeyAndTellsTheAnswerWithoutIt() {
        Outside.REPLY.set(FakeStreams.openAi("A ", "green ", "triangle."));
        Response answer = tell(first("asked", 1));
        answer.then()
                .statusCode(200)
                .header("ce-type", "dev.descry.step.requested")
                .header("ce-source", "/descry/gpt-4o")
                .header("ce-next", "archive");
        assertThat(Outside.AUTHORIZATION.get()).isEqualTo("Bearer " + Outside.KEY);
        assertThat(answer.headers() + answer.asString()).doesNotContain(Outside.KEY);
        assertThat(stored(stores.at(settings.store()), "runs/asked/0.json")).contains("A green triangle.");
        assertThat(log.text()).contains("event run=asked");
    }

    @Test
    void aServerThatRepeatsTheKeyFailsTheRunAndTheKeyStaysHere() {
        Outside.REPLY.set(FakeChatServer.status(
                401, "{\"error\":{\"message\":\"Incorrect API key provided: " + Outside.KEY + "\"}}"));
        Response answer = tell(first("refused", 2));
        answer.then()
                .statusCode(200)
                .header("ce-type", "dev.descry.caption.failed")
                .body("message", containsString("expert gpt-4o"));
        assertThat(answer.headers() + answer.asString()).doesNotContain(Outside.KEY);
        Response plain =
                given().contentType("image/png").body(image(2).toFile()).post("/v1/captions");
        assertThat(plain.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(plain.headers() + plain.asString()).contains("expert gpt-4o").doesNotContain(Outside.KEY);
    }

    @Test
    void aPassingFaultIsAnsweredSoThatTheBrokerTriesAgain() {
        Outside.REPLY.set(FakeChatServer.status(503, "{\"error\":{\"message\":\"busy\"}}"));
        tell(first("later", 3)).then().statusCode(500);
        Outside.REPLY.set(FakeStreams.openAi("A green triangle."));
        tell(first("later", 3)).then().statusCode(200).header("ce-next", "archive");
    }

    @Test
    void aRequestBeyondItsPlacesIsAnswered503UntilOneIsFree() throws Exception {
        Outside.REPLY.set(FakeStreams.openAi("A green triangle."));
        ToldStep step = first("beyond", 4);
        CompletableFuture<Response> working = CompletableFuture.supplyAsync(() -> given().post("/slow-work"));
        SlowWork.BEGUN.await();

        tell(step).then().statusCode(503).header("Retry-After", "1").body(containsString("expected a free place"));
        given().body("x").post("/v1/captions").then().statusCode(503);
        given().get("/q/health/live").then().statusCode(200);

        SlowWork.ALLOWED.countDown();
        working.get().then().statusCode(200);
        tell(step).then().statusCode(200).header("ce-type", equalTo("dev.descry.step.requested"));
    }

    /** Captions are kept by content: each run has an image of its own. */
    private ToldStep first(String run, int scene) {
        return ToldStep.first(Path.of(settings.store()), run, image(scene), "gpt-4o");
    }

    private static Path image(int scene) {
        return SAMPLES.resolve("scene-" + scene + ".png");
    }

    private static Response tell(ToldStep step) {
        return given().contentType("application/json")
                .headers(step.headers())
                .body(step.body())
                .post("/");
    }

    private static String stored(ObjectStore store, String key) {
        return new String(store.get(key).orElseThrow(), StandardCharsets.UTF_8);
    }
}
