package dev.descry.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * {@link OnnxChatModel} that tells its answer while it is written. All that a handler hears of one answer it hears on
 * one thread; a cancelled answer ends in silence. What cannot be honoured is refused at once, in the calling thread. Safe for use by several threads.
 */
public final class OnnxStreamingChatModel implements StreamingChatModel, AutoCloseable {
    private final Dialogue dialogue;
    private final Executor executor;

    private OnnxStreamingChatModel(Builder builder) {
        dialogue = builder.dialogue();
        // Preparing an image is native work, which would hold up a virtual thread's carrier.
        executor = Objects.requireNonNullElseGet(
                builder.executor,
                () -> answer -> Thread.ofPlatform().daemon().name("descry-chat").start(answer));
    }

    public static Builder builder() {
        return new Builder();
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        Telling telling = new Telling(dialogue, dialogue.question(request), handler);
        try {
            executor.execute(telling);
        } catch (RejectedExecutionException e) {
            telling.fail(Faults.busy(e));
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
        private @Nullable Executor executor;

        private Builder() {}

        /** Where answers are awaited and handlers called; a thread each when absent. */
        public Builder executor(Executor own) {
            executor = own;
            return this;
        }

        /**
         * Opens the model.
         *
         * @throws dev.descry.model.ModelException when it is not there or damaged
         */
        public OnnxStreamingChatModel build() {
            return new OnnxStreamingChatModel(this);
        }

        @Override
        Builder self() {
            return this;
        }
    }
}
