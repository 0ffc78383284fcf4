package dev.descry.functions.workbench.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;

import dev.descry.functions.workbench.Samples;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The HTTP API with the bundled model. */
@QuarkusTest
class CaptionsResourceTest {
    private static final File SCENE = Samples.FOLDER.resolve("scene-1.png").toFile();

    @Test
    void aRawImageIsAnsweredWithItsTranscript() throws IOException {
        given().contentType("image/png")
                .body(Files.readAllBytes(SCENE.toPath()))
                .post("/v1/captions")
                .then()
                .statusCode(200)
                .body("steps", hasSize(2))
                .body("steps[0].expert", equalTo("blip2:scenes"))
                .body("steps[1].expert", equalTo("qwen2-vl:scenes"))
                .body("steps[1].judgements[0].judge", equalTo("clip:scenes"))
                .body("caption", equalTo(Samples.truth("scene-1.png")));
    }

    @Test
    void aFormTakesTheImageAndTheWishes() {
        given().multiPart("image", SCENE, "image/png")
                .queryParam("experts", "qwen2-vl:scenes")
                .queryParam("max_new_tokens", 3)
                .post("/v1/captions")
                .then()
                .statusCode(200)
                .body("image", equalTo("scene-1.png"))
                .body("steps", hasSize(1))
                .body("steps[0].tokens", hasSize(3))
                .body("steps[0].finishReason", equalTo("length"));
    }

    @Test
    void jsonMayHoldTheImage() throws IOException {
        String data = Base64.getEncoder().encodeToString(Files.readAllBytes(SCENE.toPath()));
        given().contentType("application/json")
                .body(Map.of("image", Map.of("data", data)))
                .post("/v1/captions")
                .then()
                .statusCode(200)
                .body("caption", equalTo(Samples.truth("scene-1.png")));
    }

    @Test
    void eventsComeAsTheyHappen() throws IOException {
        String events = given().multiPart("image", SCENE, "image/png")
                .accept("text/event-stream")
                .post("/v1/captions")
                .then()
                .statusCode(200)
                .extract()
                .asString();

        assertThat(events).contains("event:started", "event:token", "event:finished", "event:transcript");
        assertThat(events.indexOf("event:started")).isLessThan(events.indexOf("event:token"));
        assertThat(events).contains(Samples.truth("scene-1.png"));
    }

    @Test
    void whatIsNoImageIsRefused() {
        problem(
                        given().contentType("image/jpeg")
                                .body("text".getBytes(StandardCharsets.UTF_8))
                                .post("/v1/captions")
                                .then(),
                        422)
                .body("detail", containsString("expected JPEG, PNG"));
        problem(
                given().contentType("text/plain")
                        .body("text")
                        .post("/v1/captions")
                        .then(),
                415);
        problem(
                given().contentType("application/json")
                        .body("{}")
                        .post("/v1/captions")
                        .then(),
                400);
        problem(
                given().contentType("application/json")
                        .body("{")
                        .post("/v1/captions")
                        .then(),
                400);
    }

    @Test
    void anImageWithTooManyPixelsIsTooLarge() throws IOException {
        byte[] huge = Files.readAllBytes(Samples.reference("claims-30000x30000.png"));
        problem(given().contentType("image/png").body(huge).post("/v1/captions").then(), 413)
                .body("detail", containsString("pixels"));
    }

    @Test
    void aFileOutsideTheAllowedFolderIsRefused() {
        problem(
                given().contentType("application/json")
                        .body(Map.of("image", Map.of("file", "/etc/hostname")))
                        .post("/v1/captions")
                        .then(),
                400);
    }

    /** Told before the body is sent: this caller never sends any. */
    @Test
    void aBodyAboveTheLimitIsToldSo() throws IOException {
        try (Socket caller = new Socket("localhost", RestAssured.port)) {
            String head = """
                    POST /v1/captions HTTP/1.1
                    Host: localhost
                    Content-Type: application/json
                    Content-Length: 70000000

                    """;
            caller.getOutputStream().write(head.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(caller.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 413 ")
                    .contains("application/problem+json", "expected at most 68157440 bytes, found 70000000");
        }
    }

    @Test
    void anUnknownChainListsThoseThatExist() {
        problem(
                        given().contentType("image/png")
                                .body(SCENE)
                                .queryParam("chain", "best")
                                .post("/v1/captions")
                                .then(),
                        400)
                .body("detail", containsString("default"));
    }

    @Test
    void expertsHealthMetricsAndOpenApiAnswer() {
        given().get("/v1/experts").then().statusCode(200).body("name", hasItem("qwen2-vl:scenes"));
        given().get("/q/health/live").then().statusCode(200);
        given().contentType("image/png").body(SCENE).post("/v1/captions").then().statusCode(200);
        given().get("/q/health/ready").then().statusCode(200);
        given().get("/q/metrics")
                .then()
                .statusCode(200)
                .body(containsString("descry_runs_total"))
                .body(containsString("descry_step_seconds"))
                .body(containsString("descry_tokens_per_second"))
                .body(containsString("descry_queue_depth"));
        given().accept("application/json")
                .get("/openapi?format=json")
                .then()
                .statusCode(200)
                .body("paths", not(equalTo(null)));
    }

    private static ValidatableResponse problem(ValidatableResponse response, int status) {
        return response.statusCode(status)
                .contentType("application/problem+json")
                .body("status", equalTo(status))
                .body("type", equalTo("about:blank"));
    }
}
