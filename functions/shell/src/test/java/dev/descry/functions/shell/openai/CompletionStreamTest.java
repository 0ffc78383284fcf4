package dev.descry.functions.shell.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.FinishReason;
import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a client reads of a stream, however the answer goes. */
class CompletionStreamTest {
    private static final Completion COMPLETION = new Completion("chatcmpl-1", 1, "some-model");

    private final Cancellation cancellation = new Cancellation();

    @Test
    void piecesComeBetweenTheSpeakerAndTheReasonAndDoneIsLast() throws IOException {
        List<String> events = events((said, stop) -> {
            said.accept("A ");
            said.accept("");
            said.accept("cat.");
            return new Reply("A cat.", FinishReason.LENGTH, 7, 3);
        });
        assertThat(events).hasSize(6);
        assertThat(events.get(0)).contains("\"delta\":{\"role\":\"assistant\",\"content\":\"\"}");
        assertThat(events.get(1)).contains("\"delta\":{\"content\":\"A \"}").contains("\"finish_reason\":null");
        assertThat(events.get(2)).contains("\"delta\":{\"content\":\"cat.\"}");
        assertThat(events.get(3)).contains("\"finish_reason\":\"length\"");
        assertThat(events.get(4)).contains("\"choices\":[]").contains("\"total_tokens\":10");
        assertThat(events.get(5)).isEqualTo("data: [DONE]");
        assertThat(events.subList(0, 5)).allMatch(event -> event.startsWith("data: {\"id\":\"chatcmpl-1\""));
    }

    @Test
    void failureBeforeTheFirstWordKeepsItsStatus() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CompletionStream stream = stream((said, stop) -> {
            said.accept("");
            throw new ExpertException(Kind.IMAGE_TOO_LARGE, "image: expected less, found more");
        });
        assertThatThrownBy(() -> stream.write(out))
                .isInstanceOfSatisfying(
                        OpenAiException.class, e -> assertThat(e.status()).isEqualTo(413));
        assertThat(out.size()).isZero();
    }

    @Test
    void failureAfterTheFirstWordIsTheLastEvent() throws IOException {
        List<String> events = events((said, stop) -> {
            said.accept("A ");
            throw new ExpertException(Kind.UNAVAILABLE, "server: expected an answer, found none");
        });
        assertThat(events.getLast()).startsWith("data: {\"error\":{\"message\":\"server: expected an answer");
        assertThat(events).noneMatch("data: [DONE]"::equals);
    }

    @Test
    void clientThatLeavesStopsTheAnswer() throws IOException {
        OutputStream gone = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("broken pipe");
            }
        };
        stream((said, stop) -> {
                    said.accept("A ");
                    throw new AssertionError("the answer went on");
                })
                .write(gone);
        assertThat(cancellation.cancelled()).isTrue();
    }

    private CompletionStream stream(Talk talk) {
        return new CompletionStream(COMPLETION, talk, true, cancellation);
    }

    private List<String> events(Talk talk) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        stream(talk).write(out);
        return out.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line -> !line.isEmpty())
                .toList();
    }
}
