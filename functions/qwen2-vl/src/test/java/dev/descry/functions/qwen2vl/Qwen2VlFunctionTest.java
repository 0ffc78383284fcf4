package dev.descry.functions.qwen2vl;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.descry.chain.Chain;
import dev.descry.event.Envelope;
import dev.descry.event.Envelopes;
import dev.descry.event.Passage;
import dev.descry.event.RunId;
import dev.descry.event.StepRequested;
import dev.descry.functions.events.FunctionSettings;
import dev.descry.image.ImageRef;
import dev.descry.run.Routes;
import dev.descry.run.RunRecord;
import dev.descry.run.RunStore;
import dev.descry.store.Stores;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The function as a broker meets it: over HTTP, with the bundled model. */
@QuarkusTest
class Qwen2VlFunctionTest {
    private static final Path SAMPLES =
            Path.of("../../src/samples").toAbsolutePath().normalize();

    @Inject
    Stores stores;

    @Inject
    FunctionSettings settings;

    @Test
    void aStepIsDoneOnceAndAnsweredWithTheNextEventEveryTime() {
        StepRequested first = begin("once", "qwen2-vl:scenes", "qwen2-vl:scenes");
        Response answer = tell(envelope(first));
        answer.then()
                .statusCode(200)
                .header("ce-type", "dev.descry.step.requested")
                .header("ce-source", "/descry/qwen2-vl")
                .header("ce-next", "qwen2-vl")
                .header("ce-slip", "archive")
                .header("ce-step", "1")
                .header("ce-hop", "1")
                .header("ce-traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .body("image.key", equalTo("scene-1.png"));
        Response again = tell(envelope(first));
        assertThat(again.header("ce-id")).isEqualTo(answer.header("ce-id"));
        byte[] result = stores.at(settings.store()).get("runs/once/0.json").orElseThrow();
        assertThat(new String(result, StandardCharsets.UTF_8)).contains("\"captioned\"", "green triangle");
    }

    @Test
    void aLastingFaultIsAnEventAndAStrangerIsTakenWithoutAnswer() {
        StepRequested lost = new StepRequested(
                new RunId("never-begun"),
                image(),
                begin("other", "qwen2-vl:scenes").slip(),
                passage());
        tell(envelope(lost))
                .then()
                .statusCode(200)
                .header("ce-type", "dev.descry.caption.failed")
                .body("message", containsString("expected step 1 in the store"));
        stranger().body("{}").post("/").then().statusCode(204);
        stranger()
                .contentType("image/jpeg")
                .body(new byte[] {1, 2})
                .post("/")
                .then()
                .statusCode(204);
    }

    @Test
    void itAnswersPlainHttpAndSaysWhenItIsReady() {
        given().contentType("image/png")
                .body(SAMPLES.resolve("scene-1.png").toFile())
                .post("/v1/captions")
                .then()
                .statusCode(200)
                .body("caption", containsString("green triangle"));
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics").then().statusCode(200).body(containsString("descry_events_seconds"));
    }

    private StepRequested begin(String run, String... experts) {
        RunRecord record = new RunRecord(new RunId(run), image(), Chain.of(experts));
        return new RunStore(stores.at(settings.store())).begin(record, Routes.BY_FAMILY, passage());
    }

    private static ImageRef image() {
        return new ImageRef("file", SAMPLES.toString(), "scene-1.png", Optional.empty());
    }

    private static Passage passage() {
        return Passage.until(Instant.now().plusSeconds(600))
                .tracedBy(Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    }

    private static Envelope envelope(StepRequested event) {
        return Envelopes.write(event, "intake", Instant.now());
    }

    private static Response tell(Envelope event) {
        RequestSpecification request = given().contentType("application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", event.id())
                .header("ce-source", event.source())
                .header("ce-type", event.type())
                .header("ce-subject", event.subject());
        event.extensions().forEach((name, value) -> request.header("ce-" + name, value));
        return request.body(event.data().toString()).post("/");
    }

    private static RequestSpecification stranger() {
        return given().contentType("application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", "1")
                .header("ce-source", "/elsewhere")
                .header("ce-type", "com.example.other");
    }
}
