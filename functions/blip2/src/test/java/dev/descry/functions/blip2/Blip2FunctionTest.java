package dev.descry.functions.blip2;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.descry.functions.events.FunctionSettings;
import dev.descry.run.ToldStep;
import dev.descry.store.Stores;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The function as a broker meets it: over HTTP, with the bundled model. */
@QuarkusTest
class Blip2FunctionTest {
    private static final Path IMAGE =
            Path.of("../../src/samples/scene-1.png").toAbsolutePath().normalize();

    @Inject
    Stores stores;

    @Inject
    FunctionSettings settings;

    @Test
    void itDescribesFirstAndAsksTheNextFunction() {
        tell(first("first", "blip2:scenes", "qwen2-vl:scenes"))
                .statusCode(200)
                .header("ce-type", "dev.descry.step.requested")
                .header("ce-source", "/descry/blip2")
                .header("ce-next", "qwen2-vl")
                .header("ce-slip", "archive");
        assertThat(stored("runs/first/0.json")).contains("\"captioned\"", "triangle");
    }

    @Test
    void itCannotCheckAnothersDescriptionAndSaysSoForGood() {
        ToldStep first = first("second", "blip2:scenes", "blip2:scenes");
        tell(first).statusCode(200).header("ce-next", "blip2");
        tell(first.next())
                .statusCode(200)
                .header("ce-type", "dev.descry.caption.failed")
                .body("message", containsString("expected to be the first expert"))
                .body("kind", equalTo("refused"));
        assertThat(stored("runs/second/1.json")).contains("\"failed\"");
    }

    @Test
    void itAnswersPlainHttpAndSaysWhenItIsReady() {
        given().contentType("image/png")
                .body(IMAGE.toFile())
                .post("/v1/captions")
                .then()
                .statusCode(200)
                .body("caption", containsString("triangle"));
        given().get("/q/health/ready").then().statusCode(200);
    }

    private ToldStep first(String run, String... experts) {
        return ToldStep.first(Path.of(settings.store()), run, IMAGE, experts);
    }

    private static ValidatableResponse tell(ToldStep step) {
        return given().contentType("application/json")
                .headers(step.headers())
                .body(step.body())
                .post("/")
                .then();
    }

    private String stored(String key) {
        return new String(stores.at(settings.store()).get(key).orElseThrow(), StandardCharsets.UTF_8);
    }
}
