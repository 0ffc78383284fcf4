package dev.descry.event.upload;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SnsMessageTest {
    private FakeSns sns;

    @BeforeAll
    void makeKey(@TempDir Path folder) throws Exception {
        sns = FakeSns.in(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"sns-notification", "sns-confirmation"})
    void aSignedMessageIsKnownByItsCertificate(String fixture) throws Exception {
        assertThat(message(sns.sign(FakeRequest.of(fixture).text())).signedBy(sns.certificate()))
                .isTrue();
        assertThat(message(FakeRequest.of(fixture).text()).signedBy(sns.certificate()))
                .isFalse();
    }

    /** AWS documentation, "Verifying the signatures of Amazon SNS messages". */
    @Test
    void theSignatureCoversNamesAndValuesInOrder() {
        assertThat(message(FakeRequest.of("sns-confirmation").text()).signed())
                .startsWith("Message\nYou have chosen to subscribe")
                .contains("\nMessageId\n165545c9-2a5c-472c-8df2-7ff2be2b3b1b\nSubscribeURL\nhttps://sns.")
                .endsWith(
                        "\nTopicArn\narn:aws:sns:eu-central-1:111122223333:uploads\nType\nSubscriptionConfirmation\n");
        assertThat(message(FakeRequest.of("sns-notification").text()).signed())
                .contains("\nSubject\nAmazon S3 Notification\nTimestamp\n")
                .doesNotContain("UnsubscribeURL");
    }

    @ParameterizedTest
    @ValueSource(strings = {"photos", "22b80b92", "uploads\"", "2026-11-02T09:14:07.700Z", "Amazon S3 Notification"})
    void aChangedMessageIsNotSigned(String part) throws Exception {
        String signed = sns.sign(FakeRequest.of("sns-notification").text());

        assertThat(message(signed.replace(part, "x" + part)).signedBy(sns.certificate()))
                .isFalse();
    }

    @Test
    void anUnknownSignatureVersionIsNoSignature() throws Exception {
        String signed = sns.sign(FakeRequest.of("sns-notification").text());

        assertThat(message(signed.replace("\"SignatureVersion\":\"2\"", "\"SignatureVersion\":\"3\""))
                        .signedBy(sns.certificate()))
                .isFalse();
    }

    @Test
    void theMessageCarriesItsNotice() {
        SnsMessage message = message(FakeRequest.of("sns-notification").text());

        assertThat(Notices.read(message.message()))
                .singleElement()
                .isInstanceOfSatisfying(
                        UploadNotice.class, notice -> assertThat(notice.key()).isEqualTo("in/a b.jpg"));
    }

    @ParameterizedTest
    @CsvSource({
        "https://sns.eu-central-1.amazonaws.com/x.pem, true",
        "https://sns.cn-north-1.amazonaws.com.cn/x.pem, true",
        "http://sns.eu-central-1.amazonaws.com/x.pem, false",
        "https://sns.eu-central-1.amazonaws.com:8443/x.pem, false",
        "https://sns.eu-central-1.amazonaws.com.evil.example/x.pem, false",
        "https://evil.example/sns.eu-central-1.amazonaws.com/x.pem, false",
        "https://sns.eu-central-1.amazonaws.com@evil.example/x.pem, false",
        "https://user@sns.eu-central-1.amazonaws.com/x.pem, false",
        "https://snsXeu-central-1.amazonaws.com/x.pem, false",
        "https://bucket.s3.amazonaws.com/x.pem, false",
        "https://127.0.0.1/x.pem, false",
        "x.pem, false"
    })
    void onlyAddressesOfSnsAreAsked(URI address, boolean asked) {
        assertThat(SnsMessage.ofAmazon(address)).isEqualTo(asked);
    }

    private static SnsMessage message(String json) {
        return (SnsMessage) Notices.read(json).getFirst();
    }
}
