package dev.descry.expert;

import dev.descry.caption.Caption;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Provenance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * An expert that answers from a script, one reply per call; the last reply stays. Every word of an answer is a token.
 * Remembers what it was asked.
 */
public final class FakeExpert implements Expert {
    /** What it does when it is called. */
    @FunctionalInterface
    public interface Reply {
        String answer(Request request, Cancellation cancellation) throws InterruptedException;
    }

    private final String name;
    private final Place place;
    private final List<Reply> script = new CopyOnWriteArrayList<>();
    private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();
    private final CountDownLatch called = new CountDownLatch(1);
    private final CountDownLatch cancelled = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile FinishReason finishReason = FinishReason.STOP;

    public FakeExpert(String name, Place place) {
        this.name = name;
        this.place = place;
    }

    /** A device expert that says these texts, one per call. */
    public static FakeExpert saying(String name, String... answers) {
        FakeExpert expert = new FakeExpert(name, Place.DEVICE);
        for (String answer : answers) {
            expert.then((request, cancellation) -> answer);
        }
        return expert;
    }

    /** A device expert whose every call fails in this way. */
    public static FakeExpert failing(String name, ExpertException.Kind kind) {
        return new FakeExpert(name, Place.DEVICE).thenFail(kind);
    }

    /** A device expert that answers by this rule. */
    public static FakeExpert answering(String name, Function<Request, String> rule) {
        return new FakeExpert(name, Place.DEVICE).then((request, cancellation) -> rule.apply(request));
    }

    public FakeExpert then(Reply reply) {
        script.add(reply);
        return this;
    }

    public FakeExpert thenSay(String answer) {
        return then((request, cancellation) -> answer);
    }

    public FakeExpert thenFail(ExpertException.Kind kind) {
        return then((request, cancellation) -> {
            throw new ExpertException(kind, name + ": " + kind);
        });
    }

    /** Works until it is cancelled. */
    public FakeExpert thenWorkUntilCancelled() {
        return then((request, cancellation) -> {
            CountDownLatch stop = new CountDownLatch(1);
            cancellation.onCancel(stop::countDown);
            stop.await();
            cancelled.countDown();
            throw new ExpertException(ExpertException.Kind.CANCELLED, name + ": cancelled");
        });
    }

    /** Works on until it is closed, whoever cancels. */
    public FakeExpert thenIgnoreCancellation() {
        return then((request, cancellation) -> {
            closed.await();
            return "too late";
        });
    }

    public FakeExpert finishing(FinishReason reason) {
        finishReason = reason;
        return this;
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    public List<Thread> threads() {
        return List.copyOf(threads);
    }

    public int mostCallsAtOnce() {
        return mostRunning.get();
    }

    public void awaitCall() throws InterruptedException {
        called.await();
    }

    public void awaitCancellation() throws InterruptedException {
        cancelled.await();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String modelDigest() {
        return "digest of " + name;
    }

    @Override
    public Place place() {
        return place;
    }

    @Override
    public Caption describe(Request request, TokenListener listener, Cancellation cancellation) {
        mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
            Reply reply = next(request);
            return caption(request, reply.answer(request, cancellation), listener);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            running.decrementAndGet();
        }
    }

    @Override
    public void close() {
        closed.countDown();
    }

    private synchronized Reply next(Request request) {
        requests.add(request);
        threads.add(Thread.currentThread());
        called.countDown();
        return script.get(Math.min(requests.size(), script.size()) - 1);
    }

    private Caption caption(Request request, String answer, TokenListener listener) {
        List<Integer> tokens = new ArrayList<>();
        for (String word : answer.split("(?<= )", -1)) {
            listener.onToken(tokens.size(), word);
            tokens.add(tokens.size());
        }
        Provenance provenance = new Provenance(
                name,
                modelDigest(),
                "unknown",
                request.prompt().template(),
                request.decoding(),
                "script",
                "none",
                Instant.parse("2026-01-02T03:04:05Z"));
        return new Caption(answer, tokens, 7, finishReason, 1, provenance);
    }
}
