package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.TokenListener;
import dev.descry.experts.chat.FakeChatServer.Reply;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every fault of a provider is one kind, and says so. */
@Timeout(60)
class ProviderFaultsTest {
    @ParameterizedTest(name = "{0}")
    @MethodSource
    void faultIsOneKind(String what, String expert, Reply reply, Kind kind, String says) {
        try (FakeChatServer server = new FakeChatServer(reply);
                Expert asked = ChatFixture.expert(expert, ChatFixture.setup(server))) {
            ExpertException failure = ChatFixture.failure(asked);
            assertThat(failure.kind()).as("%s: %s", what, failure.getMessage()).isEqualTo(kind);
            assertThat(failure).hasMessageContaining(says);
            assertThat(server.received()).as("no retry of its own").hasSize(1);
        }
    }

    static Stream<Arguments> faultIsOneKind() {
        return Stream.of(statuses(), streams(), refusals(), empties()).flatMap(each -> each);
    }

    private static Stream<Arguments> statuses() {
        return Stream.of(
                status(400, "Invalid value: 'temperature'", Kind.FAULT),
                status(401, "Incorrect API key provided", Kind.FORBIDDEN),
                status(403, "Country not supported", Kind.FORBIDDEN),
                status(404, "The model `gpt-9` does not exist", Kind.MODEL_MISSING),
                status(408, "Request Timeout", Kind.TIMEOUT),
                status(413, "Request Entity Too Large", Kind.IMAGE_TOO_LARGE),
                status(429, "Rate limit reached for gpt-4o", Kind.OVERLOADED),
                status(429, "You exceeded your current quota (insufficient_quota)", Kind.FORBIDDEN),
                status(500, "The server had an error", Kind.UNAVAILABLE),
                status(502, "<html>Bad Gateway</html>", Kind.UNAVAILABLE),
                status(503, "The engine is currently overloaded", Kind.OVERLOADED),
                status(504, "upstream timed out", Kind.TIMEOUT),
                status(529, "Overloaded", Kind.OVERLOADED),
                status(400, "This model's maximum context length is 4096 tokens", Kind.CONTEXT_OVERFLOW),
                status(400, "content_policy_violation", Kind.REFUSED),
                overflow("llava:7b", "the input length exceeds the context length"),
                overflow(
                        "gemini", "The input token count (9000) exceeds the maximum number of tokens allowed (4096)."));
    }

    private static Arguments status(int status, String says, Kind kind) {
        String body = "{\"error\":{\"message\":\"" + says + "\",\"type\":\"x\"}}";
        return arguments(status + " " + says, "gpt-4o", FakeChatServer.status(status, body), kind, "status " + status);
    }

    private static Arguments overflow(String expert, String says) {
        Reply reply = FakeChatServer.status(
                400, "{\"error\":{\"message\":\"" + says + "\",\"status\":\"INVALID_ARGUMENT\"}}");
        return arguments(expert + " " + says, expert, reply, Kind.CONTEXT_OVERFLOW, "status 400");
    }

    private static Stream<Arguments> streams() {
        String broken = "found a stream that broke off or holds no JSON";
        String stopped = "found a stream that stopped before its end";
        return Stream.of(
                stream("OpenAI, connection lost", "gpt-4o", FakeChatServer.cut(FakeStreams.openAiWords("A ")), broken),
                stream(
                        "Ollama, connection lost",
                        "llava:7b",
                        FakeChatServer.cut(FakeStreams.ollamaWords("A ")),
                        broken),
                stream("Gemini, connection lost", "gemini", FakeChatServer.cut(List.of("data: {\"cand")), broken),
                stream("OpenAI, no end", "gpt-4o", sse(FakeStreams.openAiWords("A ", "dog")), stopped),
                stream("Ollama, no end", "llava:7b", sse(FakeStreams.ollamaWords("A ", "dog")), stopped),
                stream("OpenAI, malformed", "gpt-4o", sse(List.of("data: {\"choices\":[{]}\n\n")), broken),
                stream("Ollama, malformed", "llava:7b", sse(List.of("{\"message\": oops}\n")), broken),
                stream("Gemini, malformed", "gemini", sse(List.of("data: nothing\n\n")), broken),
                stream("nothing at all", "gpt-4o", sse(List.of()), stopped),
                arguments(
                        "Ollama, error in the stream",
                        "llava:7b",
                        sse(List.of("{\"error\":\"model runner has unexpectedly stopped\"}\n")),
                        Kind.UNAVAILABLE,
                        "model runner has unexpectedly stopped"),
                arguments(
                        "vLLM, error in the stream",
                        "gpt-4o",
                        sse(List.of(
                                "data: {\"error\":{\"message\":\"Engine is dead\",\"code\":503}}\n\n",
                                "data: [DONE]\n\n")),
                        Kind.OVERLOADED,
                        "Engine is dead"));
    }

    private static Arguments stream(String what, String expert, Reply reply, String says) {
        return arguments(what, expert, reply, Kind.BROKEN_ANSWER, says);
    }

    private static Stream<Arguments> refusals() {
        String kept = "found that the provider kept it back";
        return Stream.of(
                arguments(
                        "OpenAI filters",
                        "gpt-4o",
                        sse(FakeStreams.openAiEvents("content_filter", "A")),
                        Kind.REFUSED,
                        kept),
                arguments(
                        "OpenAI refuses",
                        "gpt-4o",
                        sse(List.of(
                                FakeStreams.openAiEvent(
                                        "[{\"index\":0,\"delta\":{\"refusal\":\"I cannot help.\"},\"finish_reason\":null}]",
                                        "null"),
                                FakeStreams.openAiEvent(
                                        "[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]", "null"))),
                        Kind.REFUSED,
                        kept),
                arguments(
                        "Gemini filters",
                        "gemini",
                        sse(FakeStreams.geminiEvents("SAFETY", 0, "A")),
                        Kind.REFUSED,
                        kept),
                arguments(
                        "Gemini blocks the prompt",
                        "gemini",
                        sse(
                                List.of(
                                        "data: {\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":5}}\n\n")),
                        Kind.REFUSED,
                        kept));
    }

    private static Stream<Arguments> empties() {
        return Stream.of(
                arguments("empty answer", "gpt-4o", FakeStreams.openAi(), Kind.EMPTY_ANSWER, "found none"),
                arguments("blank answer", "llava:7b", FakeStreams.ollama(" ", "\n"), Kind.EMPTY_ANSWER, "found none"),
                arguments(
                        "all tokens thought away",
                        "gpt-4o",
                        sse(FakeStreams.openAiEvents("length")),
                        Kind.THOUGHT_ONLY,
                        "allow more new tokens"),
                arguments(
                        "Gemini thinks all tokens away",
                        "gemini",
                        sse(FakeStreams.geminiEvents("MAX_TOKENS", 256, "")),
                        Kind.THOUGHT_ONLY,
                        "allow more new tokens"),
                arguments(
                        "thoughts and no answer",
                        "llava:7b",
                        sse(List.of(
                                "{\"message\":{\"role\":\"assistant\",\"content\":\"\",\"thinking\":\"Hm\"},\"done\":false}\n",
                                FakeStreams.ollamaLines("stop").getFirst())),
                        Kind.EMPTY_ANSWER,
                        "found only thoughts"));
    }

    private static Reply sse(List<String> pieces) {
        return FakeChatServer.stream("text/event-stream", pieces);
    }

    @Test
    void aRefusedConnectionIsUnavailable() throws Exception {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        try (FakeChatServer server = new FakeChatServer();
                Expert expert =
                        ChatFixture.expert("openai:m@http://127.0.0.1:" + free + "/v1", ChatFixture.setup(server))) {
            assertThat(ChatFixture.failure(expert).kind()).isEqualTo(Kind.UNAVAILABLE);
        }
    }

    @Test
    void aServerThatIsSilentTimesOut() {
        Limits impatient = new Limits(
                1,
                OptionalLong.empty(),
                OptionalLong.empty(),
                Duration.ofMillis(50),
                Duration.ofMillis(1),
                Duration.ofMillis(1));
        try (FakeChatServer server = new FakeChatServer()) {
            server.then(server.silence());
            try (Expert expert = ChatFixture.expert(
                    "gpt-4o", ChatFixture.setup(server, impatient, Prices.NONE, OllamaOptions.DEFAULT))) {
                assertThat(ChatFixture.failure(expert).kind()).isEqualTo(Kind.TIMEOUT);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "Wed, 01 Jan 2200 00:00:00 GMT"})
    void aServerSaysWhenToComeBack(String retryAfter) {
        try (FakeChatServer server = new FakeChatServer(FakeChatServer.status(429, "{}", "Retry-After", retryAfter));
                Expert expert = ChatFixture.expert("gpt-4o", ChatFixture.setup(server))) {
            ExpertException failure = ChatFixture.failure(expert);
            assertThat(failure.kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(failure.retryAfter())
                    .hasValueSatisfying(wait -> assertThat(wait).isGreaterThanOrEqualTo(Duration.ofSeconds(2)));
        }
    }

    @Test
    void anOverloadedServerThatDoesNotSayWhenIsGivenAPause() {
        try (FakeChatServer server = new FakeChatServer(FakeChatServer.status(429, "{}"));
                Expert expert = ChatFixture.expert("gpt-4o", ChatFixture.setup(server))) {
            assertThat(ChatFixture.failure(expert).retryAfter()).contains(ChatFixture.FAST.pause());
        }
    }

    @Test
    void cancellationReallyEndsTheRequest() throws Exception {
        try (FakeChatServer server = new FakeChatServer()) {
            server.then(server.endless(FakeStreams.openAiWords("A ", "dog ")));
            try (Expert expert = ChatFixture.expert("gpt-4o", ChatFixture.setup(server))) {
                Cancellation cancellation = new Cancellation();
                CompletableFuture<Void> call = CompletableFuture.runAsync(
                        () -> expert.describe(ChatFixture.request(), (id, text) -> cancellation.cancel(), cancellation),
                        Thread::startVirtualThread);
                assertThat(server.awaitAbandoned()).isTrue();
                assertThat(kind(call)).isEqualTo(Kind.CANCELLED);
            }
        }
    }

    @Test
    void aCallIsCancelledBeforeItsFirstToken() throws Exception {
        try (FakeChatServer server = new FakeChatServer()) {
            server.then(server.silence());
            try (Expert expert = ChatFixture.expert("gpt-4o", ChatFixture.setup(server))) {
                Cancellation cancellation = new Cancellation();
                CompletableFuture<Void> call = CompletableFuture.runAsync(
                        () -> expert.describe(ChatFixture.request(), TokenListener.NONE, cancellation),
                        Thread::startVirtualThread);
                server.awaitCall();
                cancellation.cancel();
                assertThat(kind(call)).isEqualTo(Kind.CANCELLED);
            }
        }
    }

    private static Kind kind(CompletableFuture<Void> call) {
        try {
            call.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ExpertException failure) {
                return failure.kind();
            }
            throw e;
        }
        throw new AssertionError("expert: expected a failure, found a caption");
    }
}
