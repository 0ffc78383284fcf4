package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.caption.Caption;
import dev.descry.caption.Cost;
import dev.descry.caption.Decoding;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Usage;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.TokenListener;
import dev.descry.experts.chat.FakeChatServer.Received;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire in each protocol, and what is made of the answer. */
@Timeout(60)
class ProtocolsTest {
    private static final Decoding VARIED = new Decoding(99, 0.5, 20, 0.9, 1.5, 0, 7, 1, 1_000_000);
    private static final String IMAGE = Base64.getEncoder().encodeToString(ChatFixture.SMALL.bytes());

    @Test
    void ollamaGetsImageOptionsAndKeepAlive() {
        OllamaOptions options = new OllamaOptions(
                false, Optional.of(Duration.ofMinutes(10)), OptionalInt.of(8_192), Map.of("num_gpu", "20"));
        try (FakeChatServer server = new FakeChatServer(FakeStreams.ollama("A ", "dog."))) {
            Caption caption =
                    describe("llava:7b", ChatFixture.setup(server, ChatFixture.FAST, Prices.NONE, options), VARIED);

            Received sent = server.only();
            assertThat(sent.path()).isEqualTo("/api/chat");
            assertThat(sent.body().at("/model").asText()).isEqualTo("llava:7b");
            assertThat(sent.body().at("/stream").asBoolean()).isTrue();
            assertThat(sent.body().at("/keep_alive").asInt()).isEqualTo(600);
            assertThat(sent.body().at("/messages/0/content").asText()).isEqualTo("What is there?");
            assertThat(sent.body().at("/messages/0/images")).hasSize(1);
            assertThat(sent.body().at("/messages/0/images/0").asText()).isEqualTo(IMAGE);
            JsonNode told = sent.body().at("/options");
            assertThat(told.at("/num_ctx").asInt()).isEqualTo(8_192);
            assertThat(told.at("/num_gpu").asInt()).isEqualTo(20);
            assertThat(told.at("/num_predict").asInt()).isEqualTo(99);
            assertThat(told.at("/temperature").asDouble()).isEqualTo(0.5);
            assertThat(told.at("/top_k").asInt()).isEqualTo(20);
            assertThat(told.at("/top_p").asDouble()).isEqualTo(0.9);
            assertThat(told.at("/repeat_penalty").asDouble()).isEqualTo(1.5);
            assertThat(told.at("/seed").asInt()).isEqualTo(7);

            assertThat(caption.text()).isEqualTo("A dog.");
            assertThat(caption.finishReason()).isEqualTo(FinishReason.STOP);
            assertThat(caption.usage()).contains(Usage.of(FakeStreams.PROMPT_TOKENS, 2));
            assertThat(caption.provenance().device()).isEqualTo(server.url("").getAuthority());
        }
    }

    @Test
    void openAiGetsADataUrlAndTellsWhichModelAnswered() {
        try (FakeChatServer server = new FakeChatServer(FakeStreams.openAi("A ", "dog."))) {
            Caption caption = describe(
                    "gpt-4o",
                    ChatFixture.setup(server, ChatFixture.FAST, prices("gpt-4o"), OllamaOptions.DEFAULT),
                    Decoding.GREEDY);

            Received sent = server.only();
            assertThat(sent.path()).isEqualTo("/v1/chat/completions");
            assertThat(sent.header("Authorization")).isEqualTo("Bearer " + ChatFixture.SECRET);
            assertThat(sent.body().at("/model").asText()).isEqualTo("gpt-4o");
            assertThat(sent.body().at("/stream").asBoolean()).isTrue();
            assertThat(sent.body().at("/stream_options/include_usage").asBoolean())
                    .isTrue();
            assertThat(sent.body().at("/temperature").asDouble()).isZero();
            assertThat(sent.body().at("/messages/0/content/0/image_url/url").asText())
                    .isEqualTo("data:image/jpeg;base64," + IMAGE);
            assertThat(sent.body().at("/messages/0/content/1/text").asText()).isEqualTo("What is there?");

            assertThat(caption.text()).isEqualTo("A dog.");
            assertThat(caption.promptTokens()).isEqualTo(FakeStreams.PROMPT_TOKENS);
            assertThat(caption.provenance().revision()).isEqualTo("gpt-4o-2024-08-06");
            // 1118 x 2.50 + 2 x 10.00 dollars a million.
            assertThat(caption.usage())
                    .contains(new Usage(
                            FakeStreams.PROMPT_TOKENS, 2, Optional.of(new Cost(new BigDecimal("0.002815"), "USD"))));
        }
    }

    @Test
    void serversThatSpeakLikeOpenAiTakeMoreSettings() {
        try (FakeChatServer server = new FakeChatServer(FakeStreams.openAi("A dog."))) {
            describe("openai:Qwen/Qwen2-VL-72B-Instruct@" + server.url("/v1"), ChatFixture.setup(server), VARIED);

            JsonNode told = server.only().body();
            assertThat(told.at("/model").asText()).isEqualTo("Qwen/Qwen2-VL-72B-Instruct");
            assertThat(told.at("/max_tokens").asInt()).isEqualTo(99);
            assertThat(told.at("/top_k").asInt()).isEqualTo(20);
            assertThat(told.at("/repetition_penalty").asDouble()).isEqualTo(1.5);
            assertThat(told.at("/seed").asInt()).isEqualTo(7);
        }
    }

    @Test
    void openAiItselfIsAskedInItsNewestWords() {
        OpenAiDialect own = new OpenAiDialect("gpt-4o", OpenAiDialect.OPENAI, Optional.empty());
        assertThat(own.parameters(Decoding.GREEDY))
                .hasFieldOrPropertyWithValue("maxCompletionTokens", 256)
                .hasFieldOrPropertyWithValue("maxOutputTokens", null);
        assertThat(new OpenAiDialect("o4-mini", OpenAiDialect.OPENAI, Optional.empty())
                        .parameters(Decoding.GREEDY)
                        .temperature())
                .isNull();
        assertThatThrownBy(() -> own.parameters(VARIED))
                .isInstanceOf(ExpertException.class)
                .hasMessageContaining("top-k: expected the value that changes nothing");
    }

    @Test
    void geminiGetsInlineDataAndCountsThoughtsAsWritten() {
        try (FakeChatServer server = new FakeChatServer(
                FakeChatServer.stream("text/event-stream", FakeStreams.geminiEvents("STOP", 30, "A ", "dog.")))) {
            Caption caption = describe("gemini", ChatFixture.setup(server), Decoding.GREEDY);

            Received sent = server.only();
            assertThat(sent.path()).isEqualTo("/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse");
            assertThat(sent.header("x-goog-api-key")).isEqualTo(ChatFixture.SECRET);
            assertThat(sent.body().at("/contents/0/parts/0/inlineData/mimeType").asText())
                    .isEqualTo("image/jpeg");
            assertThat(sent.body().at("/contents/0/parts/0/inlineData/data").asText())
                    .isEqualTo(IMAGE);
            assertThat(sent.body().at("/contents/0/parts/1/text").asText()).isEqualTo("What is there?");
            assertThat(sent.body().at("/generationConfig/maxOutputTokens").asInt())
                    .isEqualTo(256);

            assertThat(caption.text()).isEqualTo("A dog.");
            assertThat(caption.usage()).contains(Usage.of(FakeStreams.PROMPT_TOKENS, 32));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llava:7b", "gpt-4o", "gemini"})
    void tokensAreToldAsTheyCome(String name) {
        try (FakeChatServer server = new FakeChatServer(
                switch (name) {
                    case "gpt-4o" -> FakeStreams.openAi("A ", "dog ", "runs.");
                    case "gemini" -> FakeStreams.gemini("A ", "dog ", "runs.");
                    default -> FakeStreams.ollama("A ", "dog ", "runs.");
                })) {
            List<String> heard = new ArrayList<>();
            try (Expert expert = ChatFixture.expert(name, ChatFixture.setup(server))) {
                expert.describe(ChatFixture.request(), (id, text) -> heard.add(text), new Cancellation());
            }
            assertThat(heard).containsExactly("A ", "dog ", "runs.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llava:7b", "gpt-4o", "gemini"})
    void anAnswerAtTheLimitOfTokensSaysSo(String name) {
        try (FakeChatServer server = new FakeChatServer(FakeChatServer.stream(
                "text/event-stream",
                switch (name) {
                    case "gpt-4o" -> FakeStreams.openAiEvents("length", "A ", "dog");
                    case "gemini" -> FakeStreams.geminiEvents("MAX_TOKENS", 0, "A ", "dog");
                    default -> FakeStreams.ollamaLines("length", "A ", "dog");
                }))) {
            assertThat(describe(name, ChatFixture.setup(server), Decoding.GREEDY)
                            .finishReason())
                    .isEqualTo(FinishReason.LENGTH);
        }
    }

    static Prices prices(String name) {
        return new Prices("USD", Map.of(name, new Prices.Price(new BigDecimal("2.50"), new BigDecimal("10.00"))));
    }

    private static Caption describe(String name, ChatSetup setup, Decoding decoding) {
        try (Expert expert = ChatFixture.expert(name, setup)) {
            return expert.describe(
                    ChatFixture.request(ChatFixture.SMALL, decoding), TokenListener.NONE, new Cancellation());
        }
    }
}
