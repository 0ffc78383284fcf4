package dev.descry.langchain4j;

import dev.descry.expert.Expert;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's own contract for every {@link ChatModel}. */
class OnnxChatModelContractTest extends AbstractChatModelIT {
    private static Expert expert;

    @BeforeAll
    static void open(@TempDir Path folder) {
        expert = ContractModel.open(folder.resolve("package"));
    }

    @AfterAll
    static void close() {
        expert.close();
    }

    @Override
    protected List<ChatModel> models() {
        return List.of(OnnxChatModel.builder().expert(expert).build());
    }

    @Override
    protected ChatModel createModelWith(ChatRequestParameters parameters) {
        return OnnxChatModel.builder()
                .expert(expert)
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return ContractModel.atMost(maxOutputTokens);
    }

    @Override
    protected ImageContent catImageContentBase64() {
        return ContractModel.cat();
    }

    @Override
    protected ImageContent diceImageContentBase64() {
        return ContractModel.dice();
    }

    @Override
    protected boolean supportsModelNameParameter() {
        return false;
    }

    @Override
    protected boolean supportsTools() {
        return false;
    }

    @Override
    protected boolean supportsToolChoiceRequired() {
        return false;
    }

    @Override
    protected boolean supportsJsonResponseFormat() {
        return false;
    }

    @Override
    protected boolean supportsJsonResponseFormatWithSchema() {
        return false;
    }

    @Override
    protected boolean supportsJsonResponseFormatWithRawSchema() {
        return false;
    }

    @Override
    protected boolean supportsSingleImageInputAsPublicURL() {
        return false;
    }
}
