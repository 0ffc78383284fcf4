package dev.descry.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.chain.Outcome;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.ImageId;
import dev.descry.image.ImageRef;
import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.core.message.MessageReader;
import io.cloudevents.http.HttpMessageFactory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EventCodecTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Passage PASSAGE = new Passage(
            2,
            FakeEvents.DEADLINE,
            Optional.of("album"),
            Optional.of("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
    private static final StepRequested REQUESTED = new StepRequested(
            FakeEvents.RUN, FakeEvents.IMAGE, new RoutingSlip(1, "chat", List.of("verify", "archive")), PASSAGE);

    @Test
    void everyEventComesBackAsItWas() {
        List<Event> events = List.of(
                REQUESTED,
                FakeEvents.first("archive"),
                new CaptionCompleted(
                        FakeEvents.RUN,
                        new ImageRef("s3", "photos", "ü b.png", Optional.empty()),
                        ImageId.of(new byte[] {1}),
                        "Ein roter Kreis.",
                        Optional.of("ü b.txt"),
                        PASSAGE),
                new CaptionFailed(
                        FakeEvents.RUN,
                        FakeEvents.IMAGE,
                        3,
                        new Outcome.Failed(Kind.UNREADABLE_IMAGE, "image: expected JPEG, found text"),
                        PASSAGE));
        for (Event event : events) {
            assertThat(EventCodec.read(overHttp(EventCodec.write(event, "chat", NOW))))
                    .isEqualTo(event);
        }
    }

    @Test
    void aTriggerFindsWhatItFiltersOnInTheAttributes() {
        CloudEvent event = EventCodec.write(REQUESTED, "qwen2-vl", NOW);
        assertThat(event.getType()).isEqualTo("dev.descry.step.requested");
        assertThat(event.getSource()).hasToString("/descry/qwen2-vl");
        assertThat(event.getSubject()).isEqualTo("photos/trip/a.jpg");
        assertThat(EventCodec.extensions(event))
                .containsEntry("next", "chat")
                .containsEntry("slip", "verify,archive")
                .containsEntry("step", "1")
                .containsEntry("hop", "2")
                .containsEntry("chainid", FakeEvents.RUN.text())
                .containsEntry("deadline", Long.toString(FakeEvents.DEADLINE.toEpochMilli()))
                .containsEntry("partitionkey", "album")
                .containsKey("traceparent");
        assertThat(Extensions.NAMES).containsAll(event.getExtensionNames());
    }

    @Test
    void theSameStepAskedForTwiceIsTheSameEvent() {
        CloudEvent once = EventCodec.write(REQUESTED, "qwen2-vl", NOW);
        CloudEvent again = EventCodec.write(REQUESTED, "qwen2-vl", NOW.plusSeconds(9));
        assertThat(again.getId()).isEqualTo(once.getId());
        assertThat(EventCodec.write(FakeEvents.first("chat"), "intake", NOW).getId())
                .isNotEqualTo(once.getId());
    }

    @Test
    void theDataNamesTheImageAndTheTranscript() {
        CloudEvent event = EventCodec.write(REQUESTED, "qwen2-vl", NOW);
        assertThat(EventCodec.envelope(event).data().toString()).isEqualTo("""
                        {"image":{"store":"fs","bucket":"photos","key":"trip/a.jpg","version":"7"},\
                        "transcript":"runs/%s/transcript.json"}""".formatted(FakeEvents.RUN));
    }

    @Test
    void damagedEventsSayWhatIsMissing() {
        CloudEvent good = EventCodec.write(REQUESTED, "qwen2-vl", NOW);
        assertThatThrownBy(() -> EventCodec.read(
                        CloudEventBuilder.from(good).withoutExtension("next").build()))
                .hasMessageContaining("attribute next, found none");
        assertThatThrownBy(() -> EventCodec.read(CloudEventBuilder.from(good)
                        .withExtension("hop", "many")
                        .build()))
                .hasMessageContaining("hop, found 'many'");
        assertThatThrownBy(() -> EventCodec.read(CloudEventBuilder.from(good)
                        .withExtension("chainid", "../../secrets")
                        .build()))
                .hasMessageContaining("run id");
        assertThatThrownBy(() -> EventCodec.read(
                        CloudEventBuilder.from(good).withoutData().build()))
                .hasMessageContaining("member image in the data, found none");
        assertThatThrownBy(() -> EventCodec.read(CloudEventBuilder.from(good)
                        .withData("application/json", "{\"image\":7}".getBytes(StandardCharsets.UTF_8))
                        .build()))
                .hasMessageContaining("store");
        assertThatThrownBy(() -> EventCodec.read(CloudEventBuilder.from(good)
                        .withType("com.example.other")
                        .build()))
                .hasMessageContaining("found com.example.other");
    }

    /** As it leaves in the headers of one request and arrives in those of another. */
    private static CloudEvent overHttp(CloudEvent event) {
        Map<String, String> headers = new HashMap<>();
        byte[][] body = {new byte[0]};
        HttpMessageFactory.createWriter(headers::put, bytes -> body[0] = bytes).writeBinary(event);
        MessageReader reader = HttpMessageFactory.createReader(headers, body[0]);
        return reader.toEvent();
    }
}
