package dev.descry.functions.intake;

import static dev.descry.functions.intake.Told.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Notices of somebody known who means harm, or does not know what they do. */
@QuarkusTest
@QuarkusTestResource(Outside.class)
class HostileNoticesTest {
    @BeforeEach
    void clear() {
        Outside.ACCEPTED.clear();
        Outside.STATUS.set(202);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../captions/a.jpg", "in/../../captions/a.jpg", "/etc/a.jpg", "in//a.jpg", "in/a\\b.jpg"})
    void aKeyThatLeadsElsewhereIsNoKey(String key) {
        body("{\"image\": {\"store\": \"s3\", \"bucket\": \"photos\", \"key\": \"%s\"}}"
                        .formatted(key.replace("\\", "\\\\")))
                .statusCode(204);

        assertThat(Outside.ACCEPTED).isEmpty();
    }

    /** As AWS writes keys: escaped once. What is escaped twice is a name with a per cent sign in it, and not there. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "%2e%2e/captions/a.jpg",
                "in%2F..%2F..%2Fcaptions%2Fa.jpg",
                "in/%00.jpg",
                "in/a.jpg%00.html",
                "in/%0d%0a.jpg",
                "in/%252e%252e/a.jpg",
                "in/%c0%ae%c0%ae/a.jpg"
            })
    void anEscapedKeyThatLeadsElsewhereIsNoKeyEither(String key) {
        body(Told.record(key)).statusCode(204);

        assertThat(Outside.ACCEPTED).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"in/%.jpg", "in/%zz.jpg", "in/a%2"})
    void aKeyThatIsNotEscapedWellIsRefused(String key) {
        body(Told.record(key)).statusCode(400).body("detail", containsString("expected an escaped key"));
    }

    @Test
    void damagedAndHugeBodiesAreRefusedForGood() {
        body("{")
                .statusCode(400)
                .body("detail", containsString("expected JSON"))
                .body("kind", equalTo("BAD_REQUEST"));
        body("{\"image\": \"https://169.254.169.254/a.jpg\"}").statusCode(400);
        body("[" + " ".repeat(3_000_000) + "]")
                .statusCode(413)
                .contentType("application/problem+json")
                .body("detail", containsString("at most 2097152 bytes"));
        String records =
                "{\"Records\": [" + "{\"eventName\": \"s3:x\"},".repeat(80_000) + "{\"eventName\": \"s3:x\"}]}";
        body(records).statusCode(400).body("detail", containsString("at most 1000 in one request"));
    }
}
