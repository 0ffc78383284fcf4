package dev.descry.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.FakeExpert;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What LangChain4j's contract does not ask: every form of image, order of turns, parameters, refusals. */
class OnnxChatModelTest {
    private static final Path CAT = Path.of("samples/photos/cat.jpg");
    private static final TextContent WHAT = TextContent.from("What do you see?");

    private static Expert expert;
    private static OnnxChatModel model;

    @BeforeAll
    static void open(@TempDir Path folder) {
        expert = ContractModel.open(folder.resolve("package"));
        model = OnnxChatModel.builder().expert(expert).build();
    }

    @AfterAll
    static void close() {
        expert.close();
    }

    @Test
    void imageByFileIsTheImageByBase64() {
        assertThat(see(ContractModel.cat())).isEqualTo("A cat.");
        assertThat(see(ImageContent.from(CAT.toUri()))).isEqualTo("A cat.");
        assertThat(see(ContractModel.dice())).isEqualTo("Four dice.");
        String base64 = ContractModel.cat().image().base64Data();
        assertThat(see(ImageContent.from(URI.create("data:image/jpeg;base64," + base64))))
                .isEqualTo("A cat.");
    }

    @Test
    void orderOfImagesIsKept() {
        TextContent both = TextContent.from("What do you see on these images? Describe both images in english.");
        assertThat(model.chat(UserMessage.from(both, ContractModel.cat(), ContractModel.dice()))
                        .aiMessage()
                        .text())
                .isEqualTo("A cat, then four dice.");
        assertThat(model.chat(UserMessage.from(both, ContractModel.dice(), ContractModel.cat()))
                        .aiMessage()
                        .text())
                .isEqualTo("Four dice, then a cat.");
    }

    @Test
    void answerDependsOnTheSystemTurnAndOnEarlierTurns() {
        UserMessage love = UserMessage.from("Translate: 'I love you'");
        assertThat(model.chat(love).aiMessage().text()).isEqualTo("Into which language?");
        assertThat(model.chat(SystemMessage.from("Translate messages from user into German"), love)
                        .aiMessage()
                        .text())
                .isEqualTo("Ich liebe dich.");
        for (String colour : List.of("green", "blue", "red")) {
            assertThat(model.chat(
                                    UserMessage.from("Hi, my favorite color is " + colour),
                                    AiMessage.from("Hi, nice to meet you"),
                                    UserMessage.from("What is my favorite color?"))
                            .aiMessage()
                            .text())
                    .isEqualTo("It is " + colour + ".");
        }
    }

    @Test
    void drawnAnswersRepeatWithASeedAndVaryWithout() {
        ChatRequestParameters hot = ChatRequestParameters.builder()
                .temperature(3.0)
                .maxOutputTokens(12)
                .build();
        ChatRequest request = ChatRequest.builder()
                .messages(UserMessage.from("hello"))
                .parameters(hot)
                .build();
        OnnxChatModel seeded = OnnxChatModel.builder().expert(expert).seed(7).build();
        assertThat(text(seeded.chat(request))).isEqualTo(text(seeded.chat(request)));
        List<String> free = List.of(text(model.chat(request)), text(model.chat(request)), text(model.chat(request)));
        assertThat(free.stream().distinct().count()).isGreaterThan(1);
        ChatRequestParameters likeliest =
                ChatRequestParameters.builder().temperature(3.0).topK(1).build();
        assertThat(text(model.chat(ChatRequest.builder()
                        .messages(UserMessage.from("hello"))
                        .parameters(likeliest)
                        .build())))
                .isEqualTo("Hi.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://images.example/cat.jpg", "https://images.example/cat.jpg", "ftp://images.example/c"})
    void imageOfTheNetworkIsRefused(String url) {
        assertThatThrownBy(() -> see(ImageContent.from(url)))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining("an image by the URL scheme");
    }

    @Test
    void unusableImagesAreInvalidRequests() {
        assertThatThrownBy(() -> see(ImageContent.from("?", "image/png"))).isInstanceOf(InvalidRequestException.class);
        assertThatThrownBy(() -> see(ImageContent.from("aGVsbG8=", "image/png")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("expected JPEG");
        assertThatThrownBy(() -> see(ImageContent.from(URI.create("file:///no/such/file.png"))))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("readable file");
        assertThatThrownBy(() -> see(ImageContent.from(
                        Image.builder().url("data:image/png,abc").build())))
                .isInstanceOf(InvalidRequestException.class);
    }

    @Test
    void parametersThatCannotBeHonouredAreRefused() {
        refuse(ChatRequestParameters.builder().frequencyPenalty(0.5).build(), "frequencyPenalty");
        refuse(ChatRequestParameters.builder().presencePenalty(0.5).build(), "presencePenalty");
        refuse(ChatRequestParameters.builder().modelName("another").build(), "modelName");
        assertThatThrownBy(() -> ask(ChatRequestParameters.builder().topP(2.0).build()))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("top-p");
        assertThatThrownBy(() ->
                        ask(ChatRequestParameters.builder().maxOutputTokens(0).build()))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    void expertThatOnlyDescribesAnswersOneQuestionAboutOneImageAndNothingElse() {
        FakeExpert describing = FakeExpert.saying("describing", "A cat sits.");
        OnnxChatModel plain = OnnxChatModel.builder().expert(describing).build();
        ChatResponse response = plain.chat(UserMessage.from(ContractModel.cat(), WHAT));
        assertThat(text(response)).isEqualTo("A cat sits.");
        assertThat(response.tokenUsage().inputTokenCount()).isEqualTo(7);
        assertThat(describing.requests().getFirst().prompt().text()).isEqualTo("What do you see?");
        plain.chat(UserMessage.from(ContractModel.cat()));
        assertThat(describing.requests().getLast().prompt().template()).startsWith("first");
        for (List<ChatMessage> refused : List.<List<ChatMessage>>of(
                List.of(UserMessage.from(WHAT)),
                List.of(UserMessage.from(WHAT, ContractModel.cat(), ContractModel.dice())),
                List.of(SystemMessage.from("Be brief."), UserMessage.from(WHAT, ContractModel.cat())))) {
            assertThatThrownBy(() -> plain.chat(refused))
                    .isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining("one user message with one image");
        }
        assertThat(describing.requests()).hasSize(2);
    }

    @Test
    void faultsOfTheExpertHaveLangChain4jsNames() {
        OnnxChatModel busy = OnnxChatModel.builder()
                .expert(FakeExpert.failing("busy", ExpertException.Kind.OVERLOADED))
                .build();
        assertThatThrownBy(() -> busy.chat(UserMessage.from(ContractModel.cat(), WHAT)))
                .isInstanceOf(RateLimitException.class);
    }

    @Test
    void noCapabilityIsClaimedThatIsNotThere() {
        assertThat(model.supportedCapabilities()).isEmpty();
        assertThat(model.provider()).isEqualTo(ModelProvider.OTHER);
        assertThat(model.defaultRequestParameters().modelName()).isEqualTo(ContractModel.NAME);
    }

    @Test
    void conversationThatAnswersItselfIsRefused() {
        assertThatThrownBy(() -> model.chat(UserMessage.from("hello"), AiMessage.from("Hi.")))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("expected the user's last");
    }

    private static void refuse(ChatRequestParameters parameters, String word) {
        assertThatThrownBy(() -> ask(parameters))
                .isInstanceOf(UnsupportedFeatureException.class)
                .hasMessageContaining(word);
    }

    private static ChatResponse ask(ChatRequestParameters parameters) {
        return model.chat(ChatRequest.builder()
                .messages(UserMessage.from("hello"))
                .parameters(parameters)
                .build());
    }

    private static String see(ImageContent image) {
        return text(model.chat(UserMessage.from(WHAT, image)));
    }

    private static String text(ChatResponse response) {
        return response.aiMessage().text();
    }
}
