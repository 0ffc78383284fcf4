package dev.descry.langchain4j;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.expert.Expert;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What LangChain4j's contract does not ask of a streaming model, or asks too slowly. */
class OnnxStreamingChatModelTest {
    private static final String STORY = "Tell me a long story about animals";
    private static Expert expert;

    @BeforeAll
    static void open(@TempDir Path folder) {
        expert = ContractModel.open(folder.resolve("package"));
    }

    @AfterAll
    static void close() {
        expert.close();
    }

    /** Writes down what it hears, and cancels after so many parts. */
    private static final class Diary implements StreamingChatResponseHandler {
        private final int parts;
        private final List<String> heard = new ArrayList<>();
        private final List<StreamingHandle> handles = new ArrayList<>();

        Diary(int parts) {
            this.parts = parts;
        }

        @Override
        public void onPartialResponse(PartialResponse part, PartialResponseContext context) {
            handles.add(context.streamingHandle());
            heard.add(part.text());
            if (heard.size() == parts) {
                handles.getLast().cancel();
            }
        }

        @Override
        public void onCompleteResponse(ChatResponse response) {
            heard.add("complete");
        }

        @Override
        public void onError(Throwable error) {
            heard.add("error " + error);
        }
    }

    @Test
    void cancelledAnswerEndsInSilenceAndItsPlaceIsFree() throws InterruptedException {
        Diary diary = new Diary(5);
        ExecutorService thread = Executors.newSingleThreadExecutor();
        OnnxStreamingChatModel model =
                OnnxStreamingChatModel.builder().expert(expert).executor(thread).build();
        model.chat(STORY, diary);
        thread.shutdown();
        assertThat(thread.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        assertThat(diary.heard).hasSize(5).doesNotContain("complete");
        assertThat(diary.handles.getLast().isCancelled()).isTrue();
        diary.handles.getLast().cancel();
        assertThat(diary.handles.getLast().isCancelled()).isTrue();
        assertThat(OnnxChatModel.builder().expert(expert).build().chat("hello")).isEqualTo("Hi.");
    }

    @Test
    void streamedPartsAreTheAnswerOfTheOtherModel() {
        Diary diary = new Diary(Integer.MAX_VALUE);
        OnnxStreamingChatModel.builder()
                .expert(expert)
                .executor(Runnable::run)
                .build()
                .chat(STORY, diary);
        assertThat(diary.heard.removeLast()).isEqualTo("complete");
        assertThat(String.join("", diary.heard))
                .isEqualTo(OnnxChatModel.builder().expert(expert).build().chat(STORY));
    }

    @Test
    void refusedThreadIsAnErrorForTheHandler() {
        Diary diary = new Diary(Integer.MAX_VALUE);
        OnnxStreamingChatModel.builder()
                .expert(expert)
                .executor(task -> {
                    throw new RejectedExecutionException("full");
                })
                .build()
                .chat(STORY, diary);
        assertThat(diary.heard).singleElement().asString().startsWith("error").contains("RateLimitException");
    }
}
