package dev.descry.functions.intake;

import static io.restassured.RestAssured.given;

import dev.descry.event.upload.FakeRequest;
import io.restassured.config.EncoderConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** What is told to the intake over HTTP, and what it answers. */
final class Told {
    private Told() {}

    static ValidatableResponse tell(String fixture) {
        return request(FakeRequest.of(fixture)).post("/").then();
    }

    static RequestSpecification request(FakeRequest notice) {
        Map<String, String> headers = new HashMap<>(notice.headers());
        headers.remove("content-type");
        return given().config(plain())
                .headers(headers)
                .contentType(notice.headers().get("content-type"))
                .header("Authorization", "Bearer the-token")
                .body(notice.body());
    }

    /** Bodies go out as they are, whatever their type. */
    static RestAssuredConfig plain() {
        return RestAssuredConfig.config()
                .encoderConfig(
                        EncoderConfig.encoderConfig().appendDefaultContentCharsetToContentTypeIfUndefined(false));
    }

    static ValidatableResponse body(String json) {
        return given().contentType("application/json")
                .header("Authorization", "Bearer the-token")
                .body(json)
                .post("/")
                .then();
    }

    static ValidatableResponse plain(String address) {
        return body("{\"image\": \"" + address + "\"}");
    }

    static ValidatableResponse sequenced(String sequencer) {
        return body("{\"Records\": [{\"eventName\": \"ObjectCreated:Put\", \"eventSource\": \"aws:s3\", \"s3\":"
                + " {\"bucket\": {\"name\": \"photos\"}, \"object\": {\"key\": \"in/order.jpg\", \"eTag\": \"t%1$s\","
                + " \"sequencer\": \"%1$s\"}}}]}".formatted(sequencer));
    }

    static String record(String key) {
        return ("{\"Records\": [{\"eventName\": \"ObjectCreated:Put\", \"eventSource\": \"aws:s3\", \"s3\":"
                        + " {\"bucket\": {\"name\": \"photos\"}, \"object\": {\"key\": \"%s\"}}}]}")
                .formatted(key);
    }

    static ValidatableResponse sns(String message) {
        return given().contentType("text/plain; charset=UTF-8")
                .body(message.getBytes(StandardCharsets.UTF_8))
                .post("/")
                .then();
    }
}
