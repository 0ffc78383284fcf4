package dev.descry.event.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NoticesTest {
    private static final String ODD = "in/caf\u00e9 1+1 100%.jpg";

    /** The same object of the same name, as each provider writes it. */
    @ParameterizedTest
    @CsvSource({
        "s3-records, s3",
        "s3-eventbridge, s3",
        "minio, s3",
        "ceph, s3",
        "gcs-eventarc, gs",
        "azure-cloudevents, az",
        "azure-cloudevents-batch, az",
        "azure-eventgrid, az"
    })
    void everyProviderNamesTheSameObject(String fixture, String store) {
        UploadNotice notice = only(fixture);

        assertThat(notice.store()).isEqualTo(store);
        assertThat(notice.bucket()).isEqualTo("photos");
        assertThat(notice.key()).isEqualTo(ODD);
        assertThat(notice.edition()).isNotEmpty();
        assertThat(notice.sequencer()).isPresent();
        assertThat(notice.size()).hasValue(store.equals("az") ? 30699 : 73012);
    }

    /** A plus in the name is one where it is not escaped, and a space where it is. */
    @ParameterizedTest
    @CsvSource({
        "s3-sqs-integration-source, in/a b.webp",
        "s3-cloudevents-adapter, in/a b.jpg",
        "ceph-cloudevents, in/a+b.jpg",
        "gcs-pubsub, in/a+b.jpg",
        "gcs-pubsub-none, in/a+b.jpg",
        "plain, in/a+b.jpg"
    })
    void aPlusIsReadAsTheProviderWritesIt(String fixture, String key) {
        assertThat(only(fixture).key()).isEqualTo(key);
    }

    /** The second of two uploads, as its provider writes their order, is the newer one whatever way they arrive. */
    @ParameterizedTest
    @CsvSource({
        "s3-records, '0055AED6DCD90281E5', '0055AED6DCD90281E6'",
        "s3-records, '0055AED6DCD90281E5', '0055AED6DCD90281E500000001'",
        "s3-eventbridge, '0055AED6DCD90281E5', '0055aed6dcd90281f6'",
        "minio, '187FB7F1A6FE3A00', '187FB7F1A6FE3A01'",
        // 2026-11-26T00:27:43.9Z and a tenth of a second later: the lowest byte of each number stands first.
        "ceph, 'FF7C076B00E9A435', '007D076B00000000'",
        "ceph, 'BC7C076BFFFFFF00', 'BC7C076B00000001'",
        "gcs-eventarc, '999999', '1000000'",
        "gcs-pubsub, '1762073403123456', '1762073403123457'",
        "azure-cloudevents, '000000000000000000000000000006030000000000007D90', '000000000000000000000000000006030000000000007D91'",
        "azure-eventgrid, '000000000000000000000000000006030000000000007D90', '000000000000000000000000000006030000000000007D91'"
    })
    void everyProviderOrdersItsUploads(String fixture, String first, String second) {
        UploadNotice before = sequencedAt(fixture, first);
        UploadNotice after = sequencedAt(fixture, second);

        assertThat(after.newerThan(before)).isTrue();
        assertThat(before.newerThan(after)).isFalse();
        assertThat(before.newerThan(before)).isFalse();
    }

    @Test
    void aSequencerThatCephNeverWritesOrdersNothing() {
        assertThat(sequencedAt("ceph", "1").sequencer()).isEmpty();
    }

    @Test
    void everythingTheProviderSaysIsKept() {
        assertThat(only("s3-records"))
                .isEqualTo(new UploadNotice(
                        "s3",
                        Optional.empty(),
                        "photos",
                        ODD,
                        Optional.of("096fKKXTRTtl3on89fVO.nfljtsv6qko"),
                        Optional.of("d41d8cd98f00b204e9800998ecf8427e"),
                        OptionalLong.of(73012),
                        Optional.empty(),
                        Optional.of("0055AED6DCD90281E5")));
        assertThat(only("azure-eventgrid"))
                .isEqualTo(new UploadNotice(
                        "az",
                        Optional.of("acme"),
                        "photos",
                        ODD,
                        Optional.empty(),
                        Optional.of("0x8D76C39E4407333"),
                        OptionalLong.of(30699),
                        Optional.of("image/jpeg"),
                        Optional.of("000000000000000000000000000099240000000000c41c18")));
        assertThat(only("gcs-pubsub").mediaType()).hasValue("image/jpeg");
        assertThat(only("gcs-pubsub").version()).hasValue("1793610847512345");
        assertThat(only("ceph").version()).isEmpty();
    }

    @Test
    void oneUploadToldInTwoWaysIsOneEdition() {
        assertThat(only("s3-records").edition())
                .isEqualTo(only("s3-eventbridge").edition());
        assertThat(only("gcs-pubsub").edition())
                .isEqualTo(only("gcs-pubsub-none").edition());
        assertThat(only("azure-eventgrid")).isEqualTo(only("azure-cloudevents"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"s3-test-event", "s3-eventbridge-deleted", "gcs-eventarc-deleted"})
    void whatIsNoUploadAsksForNothing(String fixture) {
        assertThat(read(fixture)).singleElement().isInstanceOf(Notice.Nothing.class);
    }

    @Test
    void aRemovalAmongUploadsIsPassedOver() {
        List<Notice> notices = read("s3-records-several");

        assertThat(notices).hasSize(2);
        assertThat(notices.getFirst()).isInstanceOf(UploadNotice.class);
        assertThat(notices.getLast()).isEqualTo(new Notice.Nothing("ObjectRemoved:Delete"));
    }

    @Test
    void anAzureFileCountsWhenItIsFlushedAndClosed() {
        List<Notice> notices = read("azure-flush-with-close");

        assertThat(notices.getFirst()).isEqualTo(new Notice.Nothing("Microsoft.Storage.BlobCreated by CreateFile"));
        assertThat(notices.getLast()).isInstanceOfSatisfying(UploadNotice.class, notice -> assertThat(notice.tag())
                .hasValue("0x8D4BCC2E4835CD1"));
    }

    @Test
    void azureIsToldItsCodeAgain() {
        assertThat(read("azure-validation"))
                .containsExactly(new Notice.Validation("512d38b6-c7b8-40c8-89fe-f46f9e9622b6"));
    }

    @Test
    void anAddressIsNoUpload() {
        assertThat(text("{\"image\": \"https://example.org/a.jpg\"}"))
                .containsExactly(new Notice.Address("https://example.org/a.jpg"));
    }

    @ParameterizedTest
    @CsvSource({
        "0055AED6DCD90281E5, 0055AED6DCD90281E4, true",
        "0055AED6DCD90281E4, 0055AED6DCD90281E5, false",
        "0055AED6DCD90281E5, 0055AED6DCD90281E5, false",
        "0055aed6dcd90281e5, 0055AED6DCD90281E4, true",
        "0055AED6DC, 0055AED6DBFFFF, true",
        "0055AED6DC, 0055AED6DC00, false"
    })
    void theSequencerSaysWhichIsNewer(String one, String other, boolean newer) {
        assertThat(sequenced("a", one).newerThan(sequenced("a", other))).isEqualTo(newer);
        assertThat(sequenced("a", one).newerThan(sequenced("b", other))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "null",
                "7",
                "{}",
                "[{}]",
                "{} {}",
                "{\"image\": 7}",
                "{\"image\": \"file:///etc/passwd\"}",
                "{\"image\": \"s3://bucket\"}",
                "{\"image\": {\"store\": \"file\", \"bucket\": \"/etc\", \"key\": \"passwd\"}}",
                "{\"Records\": [{}]}",
                "{\"Records\": [{\"eventName\": \"ObjectCreated:Put\", \"eventSource\": \"other:s3\","
                        + " \"s3\": {\"bucket\": {\"name\": \"b\"}, \"object\": {\"key\": \"a%20b\"}}}]}",
                "{\"Records\": [{\"eventName\": \"ObjectCreated:Put\", \"eventSource\": \"aws:s3\","
                        + " \"s3\": {\"bucket\": {\"name\": \"b\"}, \"object\": {\"key\": \"a%2\"}}}]}",
                "{\"specversion\": \"1.0\", \"type\": \"x\", \"data_base64\": \"?\"}",
                "{\"specversion\": \"1.0\", \"type\": \"x\"}",
                "{\"message\": {\"attributes\": {\"eventType\": \"OBJECT_FINALIZE\"}}, \"subscription\": \"x\"}"
            })
    void whatNobodySendsIsRefused(String body) {
        assertThatThrownBy(() -> text(body))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("notice: expected");
    }

    @Test
    void aBodyMadeToExhaustIsRefused() {
        for (String body : List.of("[".repeat(100_000), "{\"a\":".repeat(100_000), "9".repeat(1_000_000), "\0")) {
            assertThatThrownBy(() -> text(body))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("notice: expected JSON, found something else");
        }
    }

    @Test
    void aThousandNoticesAreTakenAndNotMore() {
        String one = "{\"image\": \"s3://b/k\"}";

        assertThat(text("[" + "%s,".formatted(one).repeat(999) + one + "]")).hasSize(1000);
        assertThatThrownBy(() -> text("[" + "%s,".formatted(one).repeat(1000) + one + "]"))
                .isInstanceOf(IllegalArgumentException.class);
        String records = FakeRequest.of("s3-records").text();
        int begin = records.indexOf('[') + 1;
        String record = records.substring(begin, records.lastIndexOf(']')) + ",";
        String many = records.substring(0, begin) + record.repeat(100_000) + records.substring(begin);
        assertThatThrownBy(() -> text(many))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("notice: expected at most 1000 in one request, found more");
    }

    private static UploadNotice sequencedAt(String fixture, String sequencer) {
        FakeRequest request = FakeRequest.of(fixture);
        String told = request.text()
                .replaceAll(
                        "(\"(sequencer|generation|objectGeneration)\"\\s*:\\s*)\"[^\"]*\"", "$1\"" + sequencer + "\"");
        List<Notice> notices = Notices.read(request.headers(), told.getBytes(StandardCharsets.UTF_8));
        return (UploadNotice) notices.getFirst();
    }

    private static UploadNotice only(String fixture) {
        List<Notice> notices = read(fixture);
        assertThat(notices).singleElement().isInstanceOf(UploadNotice.class);
        return (UploadNotice) notices.getFirst();
    }

    private static List<Notice> read(String fixture) {
        FakeRequest request = FakeRequest.of(fixture);
        return Notices.read(request.headers(), request.body());
    }

    private static List<Notice> text(String json) {
        return Notices.read(json);
    }

    private static UploadNotice sequenced(String key, String sequencer) {
        return new UploadNotice(
                "s3",
                Optional.empty(),
                "bucket",
                key,
                Optional.empty(),
                Optional.empty(),
                OptionalLong.empty(),
                Optional.empty(),
                Optional.of(sequencer));
    }
}
