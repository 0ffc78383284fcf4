package dev.descry.functions.archive;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.descry.chain.Chain;
import dev.descry.chain.OnFailure;
import dev.descry.chain.Retry;
import dev.descry.chain.Step;
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
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Dead letters as the Kafka broker writes them, over HTTP. */
@QuarkusTest
class ArchiveFunctionTest {
    @Inject
    Stores stores;

    @Inject
    FunctionSettings settings;

    @Test
    void aDeadLetterOfAnOptionalStepAsksTheNextFunction() {
        StepRequested first = begin("optional", OnFailure.SKIP, "qwen2-vl:2b", "gemini:flash");
        letter(first)
                .post("/")
                .then()
                .statusCode(200)
                .header("ce-type", "dev.descry.step.requested")
                .header("ce-next", "gemini")
                .header("ce-source", "/descry/archive");
        assertThat(stored("runs/optional/0.json")).contains("overloaded", "all places taken");
    }

    @Test
    void aDeadLetterOfANeededStepFailsTheRunAndItsTranscriptIsKept() {
        StepRequested first = begin("needed", OnFailure.STOP, "qwen2-vl:2b");
        letter(first)
                .post("/")
                .then()
                .statusCode(200)
                .header("ce-type", "dev.descry.caption.failed")
                .body("kind", equalTo("overloaded"))
                .body("message", containsString("function qwen2-vl"));
        StepRequested last =
                new StepRequested(first.run(), first.image(), first.slip().last(), first.passage());
        event(Envelopes.write(last, "qwen2-vl", Instant.now()))
                .post("/")
                .then()
                .statusCode(200)
                .header("ce-type", "dev.descry.caption.failed");
        assertThat(stored("runs/needed/transcript.json")).contains("\"failed\"");
    }

    @Test
    void aLetterThatSaysNothingOfARunIsKept() {
        given().contentType("application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", "7")
                .header("ce-source", "/descry/intake")
                .header("ce-type", "dev.descry.step.requested")
                .header("ce-knativeerrordest", "http://qwen2-vl/")
                .body("{\"image\":1}")
                .post("/")
                .then()
                .statusCode(204);
        String name = RunId.of("/descry/intake", "7").text();
        assertThat(stored("dead-letters/" + name + ".json")).contains("knativeerrordest");
        given().get("/q/health/ready").then().statusCode(200);
    }

    private StepRequested begin(String run, OnFailure rule, String... experts) {
        List<Step> steps = Arrays.stream(experts)
                .map(expert -> Step.of(expert).withFailure(Retry.NONE, rule))
                .toList();
        ImageRef image =
                new ImageRef("file", Path.of("target/bucket").toAbsolutePath().toString(), "a.png", Optional.empty());
        RunRecord record = new RunRecord(new RunId(run), image, new Chain("test", steps, true));
        return new RunStore(stores.at(settings.store()))
                .begin(record, Routes.BY_FAMILY, Passage.until(Instant.now().plusSeconds(600)));
    }

    private static RequestSpecification letter(StepRequested event) {
        String body = Base64.getEncoder().encodeToString("all places taken".getBytes(StandardCharsets.UTF_8));
        return event(Envelopes.write(event, "intake", Instant.now()))
                .header("ce-knativeerrordest", "http://qwen2-vl/")
                .header("ce-knativeerrorcode", "503")
                .header("ce-knativeerrordata", body);
    }

    private static RequestSpecification event(Envelope event) {
        RequestSpecification request = given().contentType("application/json")
                .header("ce-specversion", "1.0")
                .header("ce-id", event.id())
                .header("ce-source", event.source())
                .header("ce-type", event.type())
                .header("ce-subject", event.subject());
        event.extensions().forEach((name, value) -> request.header("ce-" + name, value));
        return request.body(event.data().toString());
    }

    private String stored(String key) {
        return new String(stores.at(settings.store()).get(key).orElseThrow(), StandardCharsets.UTF_8);
    }
}
