package dev.descry.experts.chat;

import dev.descry.expert.TokenListener;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a model while it comes, on whatever thread the model calls. The first ending counts: some models report
 * an error and then an end.
 */
final class Answer implements StreamingChatResponseHandler {
    private final TokenListener listener;
    private final Exchange exchange;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final StringBuilder text = new StringBuilder();
    private volatile boolean begun;
    private volatile @Nullable RuntimeException listenerFault;
    private @Nullable ChatResponse response;
    private @Nullable Throwable error;

    Answer(TokenListener listener, Exchange exchange) {
        this.listener = listener;
        this.exchange = exchange;
    }

    @Override
    public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
        if (!begun) {
            begun = true;
            exchange.onAbort(context.streamingHandle()::cancel);
        }
        onPartialResponse(partial.text());
    }

    @Override
    public void onPartialResponse(String piece) {
        if (listenerFault != null) {
            return;
        }
        synchronized (text) {
            text.append(piece);
        }
        try {
            listener.onToken(TokenListener.NO_ID, piece);
        } catch (RuntimeException e) {
            listenerFault = e;
            exchange.abort();
            end(null, e);
        }
    }

    @Override
    public void onCompleteResponse(ChatResponse complete) {
        end(complete, null);
    }

    @Override
    public void onError(Throwable fault) {
        end(null, fault);
    }

    /** Ends the wait of {@link #await} with nothing where nothing came yet. */
    void end() {
        end(null, null);
    }

    private synchronized void end(@Nullable ChatResponse complete, @Nullable Throwable fault) {
        if (ended.getCount() > 0) {
            response = complete;
            error = fault;
            ended.countDown();
        }
    }

    void await() throws InterruptedException {
        ended.await();
    }

    /** What the listener threw; to be thrown on, not interpreted. */
    Optional<RuntimeException> listenerFault() {
        return Optional.ofNullable(listenerFault);
    }

    synchronized Optional<ChatResponse> response() {
        return Optional.ofNullable(response);
    }

    synchronized Optional<Throwable> error() {
        return Optional.ofNullable(error);
    }

    /** The pieces so far, joined. */
    String text() {
        synchronized (text) {
            return text.toString();
        }
    }
}
