package dev.descry.functions.archive;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A function whose store cannot be opened: a cluster keeps the revision that works. */
@QuarkusTest
@TestProfile(WrongStoreTest.Wrong.class)
class WrongStoreTest {
    /** An address that is none. */
    public static class Wrong implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("descry.function.store", "s3:///runs");
        }
    }

    @Test
    void itIsNeverReadyAndSaysWhy() throws InterruptedException {
        String told = told();
        for (int i = 0; i < 100 && told.contains("loading"); i++) {
            Thread.sleep(50);
            told = told();
        }
        assertThat(told).contains("store: expected s3://BUCKET/PREFIX");
    }

    private static String told() {
        return given().get("/q/health/ready")
                .then()
                .statusCode(503)
                .extract()
                .path("checks.find { it.name == 'function' }.data.state");
    }
}
