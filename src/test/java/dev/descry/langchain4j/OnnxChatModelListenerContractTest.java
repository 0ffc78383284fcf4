package dev.descry.langchain4j;

import dev.descry.expert.Expert;
import dev.langchain4j.exception.LangChain4jException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own contract for what listeners of a {@link ChatModel} hear. */
class OnnxChatModelListenerContractTest extends AbstractChatModelListenerIT {
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
    protected ChatModel createModel(ChatModelListener listener) {
        return OnnxChatModel.builder()
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
    protected ChatModel createFailingModel(ChatModelListener listener) {
        return OnnxChatModel.builder()
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
