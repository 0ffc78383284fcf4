package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.descry.caption.Caption;
import dev.descry.caption.Usage;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.TokenListener;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.ContentFilteredException;
import dev.langchain4j.exception.InternalServerException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.exception.RateLimitException;
import dev.langchain4j.exception.TimeoutException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Models of LangChain4j that were made elsewhere. */
@Timeout(60)
class OtherModelsTest {
    private static final URI HERE = URI.create("http://localhost:1");
    private static final ChatSetup SETUP = ChatSetup.of(Map.of());

    @Test
    void aModelThatDoesNotStreamIsAnExpertToo() {
        List<ChatRequest> asked = new ArrayList<>();
        ChatModel model = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                asked.add(request);
                return response("A dog.");
            }
        };
        try (Expert expert = ChatExpert.of("mine", HERE, model, SETUP)) {
            List<String> heard = new ArrayList<>();
            Caption caption = expert.describe(ChatFixture.request(), (id, text) -> heard.add(text), new Cancellation());

            assertThat(caption.text()).isEqualTo("A dog.");
            assertThat(heard).containsExactly("A dog.");
            assertThat(caption.usage()).contains(Usage.of(10, 3));
            assertThat(((UserMessage) asked.getFirst().messages().getFirst()).contents())
                    .extracting(Content::type)
                    .containsExactly(ContentType.IMAGE, ContentType.TEXT);
            assertThat(asked.getFirst().maxOutputTokens()).isEqualTo(256);
        }
    }

    @Test
    void aModelThatStreamsOnItsOwnThreadIsAwaited() {
        StreamingChatModel model = new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                Thread.startVirtualThread(() -> {
                    handler.onPartialResponse("A ");
                    handler.onPartialResponse("dog.");
                    handler.onCompleteResponse(response("A dog."));
                });
            }
        };
        try (Expert expert = ChatExpert.of("mine", HERE, model, SETUP)) {
            assertThat(expert.describe(ChatFixture.request(), TokenListener.NONE, new Cancellation())
                            .text())
                    .isEqualTo("A dog.");
        }
    }

    @Test
    void aModelThatNeverAnswersIsLeftWhenTheCallerStops() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        StreamingChatModel model = new StreamingChatModel() {
            @Override
            public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
                asked.countDown();
            }
        };
        Cancellation cancellation = new Cancellation();
        Thread stopper = Thread.startVirtualThread(() -> {
            try {
                asked.await();
                cancellation.cancel();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try (Expert expert = ChatExpert.of("mine", HERE, model, SETUP)) {
            assertThatThrownBy(() -> expert.describe(ChatFixture.request(), TokenListener.NONE, cancellation))
                    .isInstanceOfSatisfying(
                            ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
        }
        stopper.join();
    }

    @ParameterizedTest
    @MethodSource
    void itsExceptionsAreKindsToo(RuntimeException thrown, Kind kind) {
        ChatModel model = new ChatModel() {
            @Override
            public ChatResponse doChat(ChatRequest request) {
                throw thrown;
            }
        };
        try (Expert expert = ChatExpert.of("mine", HERE, model, SETUP)) {
            assertThat(ChatFixture.failure(expert).kind()).isEqualTo(kind);
        }
    }

    static Stream<Arguments> itsExceptionsAreKindsToo() {
        return Stream.of(
                arguments(new RateLimitException("x"), Kind.OVERLOADED),
                arguments(new TimeoutException("x"), Kind.TIMEOUT),
                arguments(new AuthenticationException("x"), Kind.FORBIDDEN),
                arguments(new ModelNotFoundException("x"), Kind.MODEL_MISSING),
                arguments(new ContentFilteredException("x"), Kind.REFUSED),
                arguments(new InternalServerException("x"), Kind.UNAVAILABLE),
                arguments(new InvalidRequestException("x"), Kind.FAULT),
                arguments(new InvalidRequestException("maximum context length"), Kind.CONTEXT_OVERFLOW),
                arguments(new IllegalStateException("x"), Kind.FAULT));
    }

    private static ChatResponse response(String text) {
        return ChatResponse.builder()
                .aiMessage(AiMessage.from(text))
                .tokenUsage(new TokenUsage(10, 3))
                .finishReason(FinishReason.STOP)
                .build();
    }
}
