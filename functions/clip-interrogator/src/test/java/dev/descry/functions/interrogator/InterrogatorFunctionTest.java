package dev.descry.functions.interrogator;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.descry.functions.events.FunctionSettings;
import dev.descry.run.ToldStep;
import dev.descry.store.Stores;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The function as a broker meets it: over HTTP, with the bundled models for caption and terms. */
@QuarkusTest
class InterrogatorFunctionTest {
    private static final Path IMAGE =
            Path.of("../../src/samples/scene-1.png").toAbsolutePath().normalize();

    @Inject
    Stores stores;

    @Inject
    FunctionSettings settings;

    @Test
    void itsCaptionAndTermsAreKeptAndTheArchiveIsAsked() {
        ToldStep step = ToldStep.first(Path.of(settings.store()), "terms", IMAGE, "clip-interrogator:fast");
        given().contentType("application/json")
                .headers(step.headers())
                .body(step.body())
                .post("/")
                .then()
                .statusCode(200)
                .header("ce-type", "dev.descry.step.requested")
                .header("ce-source", "/descry/clip-interrogator")
                .header("ce-next", "archive");
        byte[] result = stores.at(settings.store()).get("runs/terms/0.json").orElseThrow();
        assertThat(new String(result, StandardCharsets.UTF_8))
                .contains("\"captioned\"", "green triangle", "\"phrases\"", "\"similarity\"");
    }

    @Test
    void itAnswersPlainHttpAndSaysWhenItIsReady() {
        given().contentType("image/png")
                .body(IMAGE.toFile())
                .post("/v1/captions")
                .then()
                .statusCode(200)
                .body("caption", containsString("green triangle"));
        given().get("/q/health/ready").then().statusCode(200);
    }
}
