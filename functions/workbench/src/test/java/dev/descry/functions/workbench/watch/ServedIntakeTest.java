package dev.descry.functions.workbench.watch;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import dev.descry.store.ObjectStore;
import dev.descry.store.S3Server;
import dev.descry.store.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** {@code serve} takes notices as the intake does, and the caption lies beside the image: one process, a real S3 server. */
@QuarkusTest
@QuarkusTestResource(value = ServedIntakeTest.Bucket.class, restrictToAnnotatedClass = true)
class ServedIntakeTest {
    private static final Path SCENE =
            Path.of("../../src/samples/scene-2.png").toAbsolutePath().normalize();

    @Inject
    Stores stores;

    @Inject
    LocalRuns local;

    @Test
    void anUploadNoticeBecomesACaptionBesideTheImage() throws Exception {
        photos().put("in/a b.png", Files.readAllBytes(SCENE));

        told("in/a+b.png").statusCode(202);
        told("in/a+b.png").statusCode(202);
        local.functions().awaitFewerThan(1);

        assertThat(text("in/a b.txt")).contains("red triangle");
        assertThat(text("in/a b.json")).contains("\"captioned\"", "\"qwen2-vl:scenes\"");
    }

    @Test
    void whatTheIntakeRefusesIsRefusedHereToo() throws IOException {
        photos().put("in/c.png", Files.readAllBytes(SCENE));

        given().contentType("application/json")
                .body(notice("photos", "in/c.png"))
                .post("/")
                .then()
                .statusCode(401)
                .contentType("application/problem+json");
        told("other", "in/c.png").statusCode(403).body("detail", containsString("s3://other"));
        told("in/gone.png").statusCode(204);
        assertThat(photos().get("in/c.txt")).isEmpty();
    }

    @Test
    void otherAddressesAnswerInTheirOwnWay() {
        given().contentType("image/png")
                .body(new byte[] {1})
                .post("/v1/captions")
                .then()
                .statusCode(422)
                .contentType("application/problem+json")
                .body("kind", containsString("UN"));
        given().head("/").then().statusCode(200);
    }

    private static ValidatableResponse told(String key) {
        return told("photos", key);
    }

    private static ValidatableResponse told(String bucket, String key) {
        return given().contentType("application/json")
                .header("Authorization", "Bearer the-token")
                .body(notice(bucket, key))
                .post("/")
                .then();
    }

    private static String notice(String bucket, String key) {
        return "{\"Records\": [{\"eventName\": \"ObjectCreated:Put\", \"eventSource\": \"aws:s3\", \"s3\": {\"bucket\":"
                + " {\"name\": \"%s\"}, \"object\": {\"key\": \"%s\", \"sequencer\": \"01\"}}}]}"
                        .formatted(bucket, key);
    }

    private ObjectStore photos() {
        return stores.at("s3://photos");
    }

    private String text(String key) {
        return new String(photos().get(key).orElseThrow(), StandardCharsets.UTF_8);
    }

    /** The S3 server. */
    public static final class Bucket implements QuarkusTestResourceLifecycleManager {
        private final S3Server s3;

        public Bucket() throws Exception {
            s3 = S3Server.start();
            s3.bucket("photos");
        }

        @Override
        public Map<String, String> start() {
            Map<String, String> settings = new HashMap<>();
            s3.environment().forEach((name, value) -> settings.put("test.s3." + name, value));
            settings.put("descry.intake.buckets", "s3://photos");
            settings.put("descry.intake.token", "the-token");
            return settings;
        }

        @Override
        public void stop() {
            s3.close();
        }
    }

    /** Stores that know the server; without one, those of the environment. */
    @Singleton
    static final class TestStores {
        @Produces
        @Singleton
        @Alternative
        @Priority(1)
        Stores stores() {
            Map<String, String> environment = new HashMap<>();
            for (String name : List.of("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_ENDPOINT_URL")) {
                ConfigProvider.getConfig()
                        .getOptionalValue("test.s3." + name, String.class)
                        .ifPresent(value -> environment.put(name, value));
            }
            return new Stores(environment);
        }
    }
}
