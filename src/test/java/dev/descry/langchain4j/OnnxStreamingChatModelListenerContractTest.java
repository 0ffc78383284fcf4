package dev.descry.langchain4j;

import dev.descry.expert.Expert;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own contract for what listeners of a {@link StreamingChatModel} hear. */
class OnnxStreamingChatModelListenerContractTest extends AbstractStreamingChatModelListenerIT {
    private static Expert expert;
    private static Expert closed;

    @BeforeAll
    static void open(@TempDir Path folder) {
        expert = ContractModel.open(folder.resolve("package"));
        closed = ContractModel.closed(folder.resolve("another"));
    }

    @AfterAll
    static void close() {
        expert.close();
    }

    @Override
    protected StreamingChatModel createModel(ChatModelListener listener) {
        return OnnxStreamingChatModel.builder()
                .expert(expert)
                .temperature(temperature())
                .topP(topP())
                .maxOutputTokens(maxTokens())
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected String modelName() {
        return ContractModel.NAME;
    }

    @Override
    protected StreamingChatModel createFailingModel(ChatModelListener listener) {
        return OnnxStreamingChatModel.builder()
                .expert(closed)
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected Class<? extends Exception> expectedExceptionClass() {
        return LangChain4jException.class;
    }

    @Override
    protected boolean supportsTools() {
        return false;
    }
}
