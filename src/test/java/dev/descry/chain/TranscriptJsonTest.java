package dev.descry.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.caption.Caption;
import dev.descry.caption.Cost;
import dev.descry.caption.Decoding;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Provenance;
import dev.descry.caption.Usage;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.ImageId;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TranscriptJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Caption CAPTION = new Caption(
            "Ein \"Hund\" \u72d7.",
            List.of(5, 151_645),
            416,
            FinishReason.LENGTH,
            1_234,
            new Provenance(
                    "qwen2-vl:2b",
                    "d1",
                    "r1",
                    "first/1",
                    new Decoding(9, 0.7, 3, 0.9, 1.1, 2, Long.MIN_VALUE, 1, 2),
                    "onnxruntime 1.29.0",
                    "cpu",
                    Instant.parse("2026-01-02T03:04:05.678Z")));
    private static final Transcript TRANSCRIPT = new Transcript(
            ImageId.of(new byte[] {1}),
            "two",
            List.of(
                    new StepOutcome(0, "a", new Outcome.Captioned(CAPTION), 1_234),
                    new StepOutcome(1, "b", new Outcome.Failed(Kind.EMPTY_ANSWER, "nothing"), 7),
                    new StepOutcome(2, "c", new Outcome.Skipped("step 2 failed"), 0)));

    @Test
    void aTranscriptHasTheShapeThatTheCommandPromises() throws Exception {
        assertThat(JSON.readTree(TranscriptJson.write("a/b.jpg", TRANSCRIPT).toString()))
                .isEqualTo(JSON.readTree("""
                        {"image": "a/b.jpg",
                         "imageId": "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a",
                         "steps": [
                          {"expert": "a", "outcome": "captioned", "text": "Ein \\"Hund\\" 狗.", "tokens": [5, 151645],
                           "promptTokens": 416, "finishReason": "length", "millis": 1234,
                           "provenance": {"model": "qwen2-vl:2b", "modelDigest": "d1", "revision": "r1",
                            "promptTemplate": "first/1",
                            "decoding": {"maxNewTokens": 9, "temperature": 0.7, "topK": 3, "topP": 0.9,
                             "repetitionPenalty": 1.1, "noRepeatNgram": 2, "seed": -9223372036854775808,
                             "minPixels": 1, "maxPixels": 2},
                            "runtime": "onnxruntime 1.29.0", "device": "cpu", "at": "2026-01-02T03:04:05.678Z"}},
                          {"expert": "b", "outcome": "failed", "kind": "empty_answer", "message": "nothing", "millis": 7},
                          {"expert": "c", "outcome": "skipped", "reason": "step 2 failed", "millis": 0}],
                         "caption": "Ein \\"Hund\\" 狗."}"""));
    }

    @Test
    void aTranscriptComesBackAsItWas() throws Exception {
        String written = TranscriptJson.write("x", TRANSCRIPT).toString();

        assertThat(TranscriptJson.read(JSON.readTree(written), "two")).isEqualTo(TRANSCRIPT);
    }

    @Test
    void whatACaptionCostComesBackToTheLastDigit() throws Exception {
        Usage usage = new Usage(1_200, 80, Optional.of(new Cost(new BigDecimal("0.000012345"), "USD")));
        Caption charged = new Caption(
                CAPTION.text(),
                List.of(),
                1_200,
                FinishReason.STOP,
                CAPTION.millis(),
                CAPTION.provenance(),
                Optional.of(usage));

        String written = CaptionJson.write(charged).toString();

        assertThat(JSON.readTree(written).get("usage"))
                .isEqualTo(JSON.readTree("{\"promptTokens\": 1200, \"completionTokens\": 80, \"cost\": 0.000012345,"
                        + " \"currency\": \"USD\"}"));
        assertThat(CaptionJson.read(JSON.readTree(written))).isEqualTo(charged);
    }

    @Test
    void aRunWithoutACaptionHasNone() {
        Transcript none =
                new Transcript(TRANSCRIPT.imageId(), "two", TRANSCRIPT.steps().subList(1, 3));

        assertThat(TranscriptJson.write("x", none).get("caption").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"imageId\": \"x\", \"steps\": []}",
                "{\"steps\": [{\"expert\": \"a\"}]}",
                "{\"steps\": [{\"expert\": \"a\", \"outcome\": \"lost\", \"millis\": 1}]}",
                "{\"steps\": [{\"expert\": \"a\", \"outcome\": \"captioned\", \"text\": 5, \"tokens\": [], \"millis\":"
                        + " 1}]}",
            })
    void otherJsonIsRefused(String json) {
        assertThatThrownBy(() -> TranscriptJson.read(JSON.readTree(json), "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
