package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.caption.Caption;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.TokenListener;
import dev.descry.experts.chat.FakeChatServer.Received;
import dev.descry.experts.chat.FakeChatServer.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OllamaPullTest {
    private static final Reply MISSING =
            FakeChatServer.status(404, "{\"error\":\"model \\\"llava:7b\\\" not found, try pulling it first\"}");
    private static final OllamaOptions PULLING =
            new OllamaOptions(true, Optional.empty(), OptionalInt.empty(), Map.of());

    @Test
    void aMissingModelIsPulledWithProgressAndThenAsked() {
        Reply pull = FakeChatServer.stream(
                "application/x-ndjson",
                List.of(
                        "{\"status\":\"pulling manifest\"}\n",
                        "{\"status\":\"pulling 170370233dd5\",\"digest\":\"sha256:170370233dd5\",\"total\":4109853248,\"completed\":241970}\n",
                        "{\"status\":\"verifying sha256 digest\"}\n",
                        "{\"status\":\"success\"}\n"));
        List<String> heard = new ArrayList<>();
        try (FakeChatServer server = new FakeChatServer(MISSING, pull, FakeStreams.ollama("A dog."));
                Expert expert = expert(
                        server, PULLING, (model, what, done, total) -> heard.add(what + " " + done + "/" + total))) {
            Caption caption = expert.describe(ChatFixture.request(), TokenListener.NONE, new Cancellation());

            assertThat(caption.text()).isEqualTo("A dog.");
            assertThat(server.received())
                    .extracting(Received::path)
                    .containsExactly("/api/chat", "/api/pull", "/api/chat");
            assertThat(server.received().get(1).body().at("/model").asText()).isEqualTo("llava:7b");
            assertThat(heard).contains("pulling 170370233dd5 241970/4109853248");
        }
    }

    @Test
    void withoutLeaveToPullTheErrorSaysWhatToRun() {
        try (FakeChatServer server = new FakeChatServer(MISSING);
                Expert expert = expert(server, OllamaOptions.DEFAULT, PullProgress.NONE)) {
            ExpertException failure = ChatFixture.failure(expert);
            assertThat(failure.kind()).isEqualTo(Kind.MODEL_MISSING);
            assertThat(failure).hasMessageContaining("run: ollama pull llava:7b (or set descry.chat.ollama.pull=true)");
            assertThat(server.received()).hasSize(1);
        }
    }

    @Test
    void aNameTheRegistryDoesNotKnowStaysMissing() {
        Reply unknown = FakeChatServer.stream(
                "application/x-ndjson",
                List.of(
                        "{\"status\":\"pulling manifest\"}\n",
                        "{\"error\":\"pull model manifest: file does not exist\"}\n"));
        try (FakeChatServer server = new FakeChatServer(MISSING, unknown);
                Expert expert = expert(server, PULLING, PullProgress.NONE)) {
            ExpertException failure = ChatFixture.failure(expert);
            assertThat(failure.kind()).isEqualTo(Kind.MODEL_MISSING);
            assertThat(failure).hasMessageContaining("pull model manifest: file does not exist");
        }
    }

    @Test
    void aPullThatBreaksOffMayBeTriedAgain() {
        Reply half = FakeChatServer.cut(List.of("{\"status\":\"pulling 17\",\"total\":100,\"completed\":5}\n"));
        try (FakeChatServer server = new FakeChatServer(MISSING, half);
                Expert expert = expert(server, PULLING, PullProgress.NONE)) {
            assertThat(ChatFixture.failure(expert).kind()).isEqualTo(Kind.UNAVAILABLE);
        }
    }

    private static Expert expert(FakeChatServer server, OllamaOptions options, PullProgress progress) {
        ChatSetup setup = ChatFixture.setup(server, ChatFixture.FAST, Prices.NONE, options);
        return ChatFixture.expert(
                "llava:7b",
                new ChatSetup(
                        setup.servers(),
                        setup.keys(),
                        setup.locality(),
                        setup.sending(),
                        setup.limits(),
                        Map.of(),
                        setup.prices(),
                        setup.budget(),
                        options,
                        progress,
                        setup.proxies()));
    }
}
