package dev.descry.functions.verify;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.lessThan;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.Judging;
import dev.descry.chain.Judging.Effect;
import dev.descry.chain.Judging.When;
import dev.descry.chain.StepMemory;
import dev.descry.chain.Transcript;
import dev.descry.chain.TranscriptJson;
import dev.descry.event.Envelope;
import dev.descry.event.Envelopes;
import dev.descry.event.Passage;
import dev.descry.event.RunId;
import dev.descry.event.StepRequested;
import dev.descry.functions.events.FunctionSettings;
import dev.descry.functions.shell.Setup;
import dev.descry.image.Image;
import dev.descry.image.ImageRef;
import dev.descry.run.Images;
import dev.descry.run.Routes;
import dev.descry.run.RunRecord;
import dev.descry.run.RunStore;
import dev.descry.run.StepFunction;
import dev.descry.store.Stores;
import dev.descry.verify.Segmentation;
import dev.descry.verify.Threshold;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The function as a broker and as a person meet it: over HTTP, with the bundled CLIP. */
@QuarkusTest
class VerifyFunctionTest {
    private static final Path SAMPLES =
            Path.of("../../src/samples").toAbsolutePath().normalize();
    private static final String CAPTION =
            "A large red triangle is at the top center. A small yellow star is at the bottom right.";

    @Inject
    Stores stores;

    @Inject
    FunctionSettings settings;

    @Inject
    Setup setup;

    @Test
    void aStepIsJudgedOnceAndTheTranscriptIsThatOfOneProcess() throws IOException {
        Chain chain = Chain.of("qwen2-vl:scenes")
                .withJudging(new Judging(
                        "clip:scenes", When.LAST, Effect.PRUNE, new Segmentation.Sentences(), new Threshold(0.25)));
        RunStore runs = new RunStore(stores.at(settings.store()));
        StepRequested first =
                runs.begin(new RunRecord(new RunId("judged"), image(), chain), Routes.BY_FAMILY, passage());
        try (ChainRunner runner = new ChainRunner(setup.experts(), setup.judges(), StepMemory.NONE, 1)) {
            StepRequested asked = (StepRequested)
                    new StepFunction(runs, new Images(stores::holding, 1_000_000), runner, Clock.systemUTC()).on(first);
            assertThat(asked.slip().next()).isEqualTo(settings.name());

            Response answer = tell(Envelopes.write(asked, "qwen2-vl", Instant.now()));
            answer.then()
                    .statusCode(200)
                    .header("ce-type", "dev.descry.step.requested")
                    .header("ce-source", "/descry/verify")
                    .header("ce-next", "archive")
                    .header("ce-step", "2");
            assertThat(tell(Envelopes.write(asked, "qwen2-vl", Instant.now())).header("ce-id"))
                    .isEqualTo(answer.header("ce-id"));

            Transcript here = runner.collect(chain, Image.of(Files.readAllBytes(SAMPLES.resolve("scene-1.png"))))
                    .await()
                    .indefinitely();
            String judgements =
                    TranscriptJson.write("x", here).at("/steps/0/judgements").toString();
            assertThat(judgements).contains("\"judge\":\"clip:scenes\"", "\"kept\":true");
            assertThat(new String(
                            stores.at(settings.store())
                                    .get("runs/judged/0.judged.json")
                                    .orElseThrow(),
                            StandardCharsets.UTF_8))
                    .contains(judgements);
        }
    }

    @Test
    void aTextAndAnImageGetAVerdictForEverySegment() {
        String kept = given().multiPart("image", SAMPLES.resolve("scene-2.png").toFile(), "image/png")
                .multiPart("caption", CAPTION)
                .post("/v1/verifications")
                .then()
                .statusCode(200)
                .body("image", equalTo("scene-2.png"))
                .body("judge", equalTo("clip:scenes"))
                .body("threshold", equalTo(0.17f))
                .body("segments", hasSize(2))
                .body("segments[0].kept", equalTo(true))
                .body("segments[0].similarity", greaterThan(0.17f))
                .body("segments[1].kept", equalTo(false))
                .body("segments[1].similarity", lessThan(0.17f))
                .extract()
                .path("kept");
        assertThat(kept).isEqualTo("A large red triangle is at the top center.");
    }

    @Test
    void jsonChoosesThresholdAndSegments() throws IOException {
        String image = Base64.getEncoder().encodeToString(Files.readAllBytes(SAMPLES.resolve("scene-2.png")));
        given().contentType("application/json")
                .body(Map.of(
                        "image", Map.of("data", image), "caption", CAPTION, "threshold", -1, "segments", "window:8"))
                .post("/v1/verifications")
                .then()
                .statusCode(200)
                .body("split", equalTo("window:8"))
                .body("segments", hasSize(3))
                .body("kept", equalTo(CAPTION));
    }

    @Test
    void whatIsMissingOrWrongIsSaid() {
        refused(form()).body("detail", containsString("caption: expected a text"));
        refused(form().multiPart("caption", "x".repeat(20_001))).body("detail", containsString("at most 20000"));
        refused(form().multiPart("caption", "A star.").multiPart("judge", "never"))
                .body("detail", containsString("judge: expected a model"));
        refused(form().multiPart("caption", "A star.").multiPart("judge", "clip:nobody"))
                .body("detail", containsString("clip:nobody"));
        refused(form().multiPart("caption", "A star.").multiPart("threshold", "7"))
                .body("detail", containsString("from -1 to 1"));
        refused(form().multiPart("caption", "A star.").multiPart("segments", "letters"))
                .body("detail", containsString("sentence, word, window"));
        refused(given().contentType("application/json").body("{\"caption\": \"A star.\"}"))
                .body("detail", containsString("expected image.data"));
    }

    @Test
    void itSaysWhenItIsReadyAndDescribesItsAddress() {
        given().get("/q/health/ready").then().statusCode(200).body("checks.name", hasItem("judge"));
        given().get("/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths", hasKey("/v1/verifications"))
                .body("paths.'/v1/verifications'.post.requestBody.content", hasKey("application/json"))
                .body("paths.'/v1/verifications'.post.requestBody.content", hasKey("multipart/form-data"));
    }

    private static RequestSpecification form() {
        return given().multiPart("image", SAMPLES.resolve("scene-1.png").toFile(), "image/png");
    }

    private static ValidatableResponse refused(RequestSpecification request) {
        return request.post("/v1/verifications").then().statusCode(400).contentType("application/problem+json");
    }

    private static ImageRef image() {
        return new ImageRef("file", SAMPLES.toString(), "scene-1.png", Optional.empty());
    }

    private static Passage passage() {
        return Passage.until(Instant.now().plusSeconds(600));
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
}
