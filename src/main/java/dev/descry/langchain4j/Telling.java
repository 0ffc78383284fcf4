package dev.descry.langchain4j;

import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.Question;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;

/** One answer told to its handler. What the handler throws is told to it as an error, and the answer goes on. */
final class Telling implements Runnable, StreamingHandle {
    private static final System.Logger LOG = System.getLogger(Telling.class.getName());

    private final Dialogue dialogue;
    private final Question question;
    private final StreamingChatResponseHandler handler;
    private final Cancellation cancellation = new Cancellation();

    Telling(Dialogue dialogue, Question question, StreamingChatResponseHandler handler) {
        this.dialogue = dialogue;
        this.question = question;
        this.handler = handler;
    }

    @Override
    public void run() {
        try {
            ChatResponse response = dialogue.answer(question, (id, text) -> part(text), cancellation);
            tell(() -> handler.onCompleteResponse(response));
        } catch (ExpertException e) {
            if (!isCancelled()) {
                fail(Faults.of(e));
            }
        } catch (RuntimeException e) {
            // Nobody waits on this thread: the fault goes where the answer would.
            fail(e);
        }
    }

    @Override
    public void cancel() {
        cancellation.cancel();
    }

    @Override
    public boolean isCancelled() {
        return cancellation.cancelled();
    }

    void fail(RuntimeException e) {
        try {
            handler.onError(e);
        } catch (RuntimeException own) {
            LOG.log(System.Logger.Level.WARNING, "chat: expected onError to return, found a fault of its own", own);
        }
    }

    private void part(String text) {
        if (!text.isEmpty() && !isCancelled()) {
            tell(() -> handler.onPartialResponse(new PartialResponse(text), new PartialResponseContext(this)));
        }
    }

    private void tell(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException e) {
            fail(e);
        }
    }
}
