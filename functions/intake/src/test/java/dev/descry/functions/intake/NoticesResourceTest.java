package dev.descry.functions.intake;

import static dev.descry.functions.intake.Told.body;
import static dev.descry.functions.intake.Told.plain;
import static dev.descry.functions.intake.Told.request;
import static dev.descry.functions.intake.Told.sequenced;
import static dev.descry.functions.intake.Told.sns;
import static dev.descry.functions.intake.Told.tell;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.emptyString;
import static org.hamcrest.Matchers.equalTo;

import dev.descry.event.upload.FakeRequest;
import dev.descry.store.ObjectStore;
import dev.descry.store.Stores;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(Outside.class)
class NoticesResourceTest {
    private static final String ODD = "in/caf\u00e9 1+1 100%.jpg";

    @Inject
    Stores stores;

    @Inject
    FakeAmazon amazon;

    @BeforeEach
    void clear() {
        photos().list("").toList().forEach(photos()::delete);
        Outside.ACCEPTED.clear();
        Outside.STATUS.set(202);
        amazon.visited.clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3-records", "s3-eventbridge", "minio", "ceph"})
    void anUploadBecomesTheFirstEventOfARun(String fixture) {
        FakeRequest notice = FakeRequest.of(fixture);
        put(ODD.replace("caf", fixture + "-caf"));

        request(notice)
                .body(bytes(notice.text().replace("caf", fixture + "-caf")))
                .post("/")
                .then()
                .statusCode(202)
                .body(emptyString());

        assertThat(Outside.ACCEPTED).singleElement().satisfies(event -> assertThat(event)
                .containsEntry("ce-specversion", "1.0")
                .containsEntry("ce-type", "dev.descry.step.requested")
                .containsEntry("ce-source", "/descry/intake")
                .containsEntry("ce-next", "qwen2-vl")
                .containsEntry("ce-slip", "qwen2-vl,archive")
                .containsEntry("ce-step", "0")
                .containsEntry("ce-hop", "0")
                .containsKeys("ce-chainid", "ce-deadline"));
        String run = Outside.ACCEPTED.getFirst().get("ce-chainid");
        assertThat(stores.at("s3://captions").get("runs/" + run + "/run.json"))
                .hasValueSatisfying(json -> assertThat(new String(json, StandardCharsets.UTF_8))
                        .contains("\"bucket\":\"photos\"", "caf\u00e9 1+1 100%.jpg"));
    }

    @Test
    void aNoticeToldTwiceOrByTwoWaysIsOneRun() {
        put(ODD);

        tell("s3-records").statusCode(202);
        tell("s3-records").statusCode(202);
        tell("s3-eventbridge").statusCode(202);

        assertThat(Outside.ACCEPTED).hasSize(3);
        assertThat(Outside.ACCEPTED.stream().map(event -> event.get("ce-id")).distinct())
                .hasSize(1);
    }

    @Test
    void aTraceGoesOn() {
        put("in/a+b.jpg");

        request(FakeRequest.of("plain"))
                .header("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
                .post("/")
                .then()
                .statusCode(202);

        assertThat(Outside.ACCEPTED.getFirst())
                .containsEntry("ce-traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    }

    @Test
    void anObjectThatIsNotThereAsksForNothing() {
        tell("s3-records").statusCode(204);

        assertThat(Outside.ACCEPTED).isEmpty();
    }

    @Test
    void whatIsNoImageIsPassedOver() {
        photos().put("in/a.html", bytes("x"));
        photos().put("in/empty.jpg", bytes(""));

        plain("s3://photos/in/a.html").statusCode(204);
        plain("s3://photos/in/empty.jpg").statusCode(204);

        assertThat(Outside.ACCEPTED).isEmpty();
    }

    @Test
    void aNoticeIsAcknowledgedOnlyWhenTheSinkAccepted() {
        put(ODD);
        Outside.STATUS.set(500);

        tell("s3-records").statusCode(503).header("Retry-After", "5");
        Outside.STATUS.set(202);
        tell("s3-records").statusCode(202);

        assertThat(Outside.ACCEPTED).hasSize(1);
    }

    @Test
    void anOlderNoticeAfterANewerOneAsksForNothing() {
        put("in/order.jpg");

        sequenced("0055AED6DCD90281E6").statusCode(202);
        sequenced("0055AED6DCD90281E5").statusCode(204);
        sequenced("0055AED6DCD90281E7").statusCode(202);

        assertThat(Outside.ACCEPTED).hasSize(2);
    }

    @Test
    void aBucketThatIsNotAllowedIsRefusedBeforeAnythingIsTaken() {
        put("in/a.jpg");

        body("[{\"image\": \"s3://photos/in/a.jpg\"}, {\"image\": \"s3://other/in/a.jpg\"}]")
                .statusCode(403)
                .body("detail", containsString("s3://other"));

        assertThat(Outside.ACCEPTED).isEmpty();
    }

    @Test
    void anotherStorageAccountIsRefused() {
        FakeRequest azure = FakeRequest.of("azure-eventgrid");
        String other = azure.text().replace("storageAccounts/acme", "storageAccounts/evil");

        request(azure).body(other).post("/").then().statusCode(403).body("detail", containsString("evil"));
    }

    @Test
    void aStrangerIsRefused() {
        put(ODD);
        FakeRequest notice = FakeRequest.of("s3-records");

        for (String shown : new String[] {"Bearer wrong", "Bearer ", "Basic the-token", "the-token"}) {
            given().header("Authorization", shown)
                    .contentType("application/json")
                    .body(notice.body())
                    .post("/")
                    .then()
                    .statusCode(401)
                    .header("WWW-Authenticate", "Bearer");
        }
        given().contentType("application/json")
                .body(notice.body())
                .post("/?token=wrong")
                .then()
                .statusCode(401);
        given().contentType("application/json")
                .body(notice.body())
                .post("/?token=the-token")
                .then()
                .statusCode(202);

        assertThat(Outside.ACCEPTED).hasSize(1);
    }

    @Test
    void snsIsKnownByItsSignature() throws Exception {
        put("in/a b.jpg");
        String signed = amazon.sns.sign(FakeRequest.of("sns-notification").text());

        sns(signed).statusCode(202);
        sns(signed.replace("in/a+b.jpg", "in/c.jpg")).statusCode(401);
        sns(FakeRequest.of("sns-notification").text()).statusCode(401);
        sns(amazon.sns.sign(FakeRequest.of("sns-notification").text().replace(":uploads", ":others")))
                .statusCode(401);

        assertThat(Outside.ACCEPTED).hasSize(1);
    }

    @Test
    void aCertificateFromElsewhereIsNotEvenFetched() throws Exception {
        String message = FakeRequest.of("sns-notification")
                .text()
                .replace("https://sns.eu-central-1.amazonaws.com/Simple", "https://evil.example/Simple");

        sns(amazon.sns.sign(message)).statusCode(401);

        assertThat(amazon.visited).isEmpty();
    }

    @Test
    void aSubscriptionIsConfirmedAtSnsAlone() throws Exception {
        String message = FakeRequest.of("sns-confirmation").text();

        sns(amazon.sns.sign(message)).statusCode(204);
        assertThat(amazon.visited).anyMatch(address -> address.toString().contains("Action=ConfirmSubscription"));

        amazon.visited.clear();
        sns(message).statusCode(401);
        sns(amazon.sns.sign(message.replace("https://sns.eu-central-1.amazonaws.com/?", "https://evil.example/?")))
                .statusCode(400);
        assertThat(amazon.visited).noneMatch(address -> address.toString().contains("Confirm"));
    }

    @Test
    void eventGridIsAnsweredInBothSchemas() {
        given().header("WebHook-Request-Origin", "eventgrid.azure.net")
                .options("/")
                .then()
                .statusCode(200)
                .header("WebHook-Allowed-Origin", "eventgrid.azure.net")
                .header("Allow", "POST");
        given().header("WebHook-Request-Origin", "evil.example")
                .options("/")
                .then()
                .statusCode(403);
        tell("azure-validation")
                .statusCode(200)
                .body("validationResponse", equalTo("512d38b6-c7b8-40c8-89fe-f46f9e9622b6"));
    }

    @Test
    void minioFindsSomebodyHere() {
        given().head("/").then().statusCode(200);
    }

    private ObjectStore photos() {
        return stores.at("s3://photos");
    }

    private void put(String key) {
        photos().put(key, bytes("an image, as far as the intake looks"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
