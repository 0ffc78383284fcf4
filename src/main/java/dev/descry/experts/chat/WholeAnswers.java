package dev.descry.experts.chat;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;

/**
 * A model that answers at once, told like one that streams. It is asked on a thread of its own, so that a caller who stops
 * need not wait for it.
 */
record WholeAnswers(ChatModel model) implements StreamingChatModel {
    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        Thread.startVirtualThread(() -> {
            try {
                ChatResponse response = model.chat(request);
                String text = response.aiMessage().text();
                if (text != null) {
                    handler.onPartialResponse(text);
                }
                handler.onCompleteResponse(response);
            } catch (RuntimeException e) {
                // Nobody waits on this thread: the fault goes where the answer would.
                handler.onError(e);
            }
        });
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return model.defaultRequestParameters();
    }
}
