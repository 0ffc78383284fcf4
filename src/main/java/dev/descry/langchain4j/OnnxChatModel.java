package dev.descry.langchain4j;

import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.Question;
import dev.descry.expert.TokenListener;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.util.List;

/**
 * A vision-language model that runs in this process, as a {@link ChatModel}: system, user and assistant messages, any
 * number of images, or words alone. What it cannot do (tools, JSON formats, images by http) it refuses with {@link
 * dev.langchain4j.exception.UnsupportedFeatureException}. Safe for use by several threads.
 */
public final class OnnxChatModel implements ChatModel, AutoCloseable {
    private final Dialogue dialogue;

    private OnnxChatModel(Builder builder) {
        dialogue = builder.dialogue();
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        Question question = dialogue.question(request);
        try {
            return dialogue.answer(question, TokenListener.NONE, new Cancellation());
        } catch (ExpertException e) {
            throw Faults.of(e);
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return dialogue.parameters();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return dialogue.listeners();
    }

    /** Frees the model, unless it runs on an expert that was given to it. */
    @Override
    public void close() {
        dialogue.close();
    }

    /** Says which model, and how it answers. */
    public static final class Builder extends ModelBuilder<Builder> {
        private Builder() {}

        /**
         * Opens the model.
         *
         * @throws dev.descry.model.ModelException when it is not there or damaged
         */
        public OnnxChatModel build() {
            return new OnnxChatModel(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
