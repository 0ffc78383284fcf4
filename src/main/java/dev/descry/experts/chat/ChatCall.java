package dev.descry.experts.chat;

import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.TokenListener;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One call of a model, bounded in time and ended by a wish to stop. For one thread. */
final class ChatCall {
    private final String expert;
    private final StreamingChatModel model;
    private final Faults faults;
    private final Exchange exchange = new Exchange();
    private final AtomicBoolean late = new AtomicBoolean();
    private Optional<ChatResponse> response = Optional.empty();

    ChatCall(String expert, StreamingChatModel model) {
        this.expert = expert;
        this.model = model;
        faults = new Faults(expert);
    }

    /**
     * Asks and waits for the answer.
     *
     * @param stops wishes of the caller and of the expert that closes
     * @throws ExpertException for every way this can fail; what the listener throws passes through
     */
    ChatResponse run(
            ChatRequest request,
            TokenListener listener,
            Duration timeout,
            ScheduledExecutorService clock,
            Cancellation... stops) {
        Answer answer = new Answer(listener, exchange);
        exchange.onAbort(answer::end);
        Runnable[] forget = new Runnable[stops.length];
        for (int i = 0; i < stops.length; i++) {
            forget[i] = stops[i].onCancel(exchange::abort);
        }
        ScheduledFuture<?> alarm = clock.schedule(this::expire, timeout.toNanos(), TimeUnit.NANOSECONDS);
        try {
            ask(request, answer);
        } finally {
            alarm.cancel(false);
            for (Runnable each : forget) {
                each.run();
            }
        }
        for (Cancellation stop : stops) {
            require(!stop.cancelled());
        }
        require(!Thread.currentThread().isInterrupted());
        response = answer.response();
        return judge(answer, timeout);
    }

    private void expire() {
        late.set(true);
        exchange.abort();
    }

    private void ask(ChatRequest request, Answer answer) {
        try {
            ScopedValue.where(Exchange.CURRENT, exchange).run(() -> model.chat(request, answer));
            if (exchange.wired()) {
                answer.end();
            }
            answer.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exchange.abort();
        } catch (RuntimeException e) {
            // A model made elsewhere throws what it likes; Faults tells what it is.
            answer.onError(e);
        }
    }

    private void require(boolean going) {
        if (!going) {
            throw new ExpertException(Kind.CANCELLED, "expert " + expert + ": stopped by its caller");
        }
    }

    private ChatResponse judge(Answer answer, Duration timeout) {
        if (answer.listenerFault().isPresent()) {
            throw answer.listenerFault().get();
        }
        if (late.get()) {
            throw new ExpertException(
                    Kind.TIMEOUT,
                    "expert %s: expected an answer within %s s, found %s; allow more time or fewer new tokens"
                            .formatted(
                                    expert,
                                    timeout.toMillis() / 1000.0,
                                    answer.text().isEmpty() ? "none" : "only its beginning"));
        }
        Optional<ExpertException> fault = fault(answer);
        if (fault.isPresent()) {
            throw exchange.retryAfter().map(fault.get()::passingAfter).orElse(fault.get());
        }
        return answer.response().orElseThrow();
    }

    private Optional<ExpertException> fault(Answer answer) {
        if (!exchange.said().isEmpty() || exchange.status() != 0) {
            return Optional.of(faults.said(exchange.status(), exchange.said()));
        }
        if (exchange.broken().isPresent()) {
            return Optional.of(faults.thrown(exchange.broken().get(), exchange.begun()));
        }
        if (answer.error().isPresent()) {
            return Optional.of(faults.thrown(answer.error().get(), exchange.begun()));
        }
        return answer.response().isPresent()
                ? faults.answered(answer.response().get(), exchange)
                : Optional.of(faults.cutOff());
    }

    /** What the provider counted, also for an answer that is no caption; empty when it did not get so far. */
    Optional<ChatResponse> response() {
        return response;
    }

    /** Whether the server got the request at all, and so may charge for it. */
    boolean charged() {
        return exchange.begun() || !exchange.wired();
    }
}
