package dev.descry.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.expert.Expert.Place;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import dev.descry.image.Image;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChainStopTest {
    private static final Image IMAGE = Image.of(new byte[] {'B', 'M', 1});

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    @Test
    void anExpertThatTakesTooLongIsCancelledAndTimesOut() throws Exception {
        FakeExpert a = new FakeExpert("a", Place.NETWORK).thenWorkUntilCancelled();

        Outcome outcome = only(Step.of("a").withTimeout(Duration.ofMillis(20)), a);

        a.awaitCancellation();
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failed.message()).contains("expected an answer within 0.02 s");
        });
    }

    @Test
    void aRunDoesNotWaitForAnExpertThatIgnoresCancellation() {
        FakeExpert a = opened(new FakeExpert("a", Place.NETWORK).thenIgnoreCancellation());
        FakeExpert b = FakeExpert.saying("b", "A dog.");
        Step patient = Step.of("a").withTimeout(Duration.ofMillis(20)).withFailure(Retry.NONE, OnFailure.SKIP);

        Transcript transcript = runner(a, b)
                .collect(chain(patient, Step.of("b")), IMAGE)
                .await()
                .indefinitely();
        a.close();

        assertThat(transcript.caption().orElseThrow().text()).isEqualTo("A dog.");
    }

    @Test
    void waitingForADeviceThreadDoesNotCountAsTheStepsTime() throws Exception {
        FakeExpert slow = opened(new FakeExpert("slow", Place.DEVICE).thenIgnoreCancellation());
        FakeExpert quick = FakeExpert.saying("quick", "A dog.");
        ChainRunner runner = runner(slow, quick);
        runner.collect(Chain.of("slow"), IMAGE).subscribe().with(done -> {});
        slow.awaitCall();
        Step hurried = Step.of("quick").withTimeout(Duration.ofMillis(500));

        var waiting = runner.collect(chain(hurried), IMAGE).subscribeAsCompletionStage();
        while (runner.queued() == 0) {
            Thread.onSpinWait();
        }
        Thread.sleep(600);
        slow.close();

        assertThat(waiting.get().caption()).isPresent();
    }

    @Test
    void cancellingTheSubscriptionCancelsTheExpert() throws Exception {
        FakeExpert a = FakeExpert.saying("a", "A dog.");
        FakeExpert b = new FakeExpert("b", Place.DEVICE).thenWorkUntilCancelled();
        var run = runner(a, b).collect(Chain.of("a", "b"), IMAGE).subscribe().with(done -> {});
        b.awaitCall();

        run.cancel();

        b.awaitCancellation();
    }

    @Test
    void cancellingEndsTheWaitBetweenAttempts() {
        FakeExpert a = FakeExpert.failing("a", Kind.OVERLOADED);
        Step patient = Step.of("a").withFailure(new Retry(2, Duration.ofMinutes(1)), OnFailure.STOP);
        ChainRunner runner = runner(a);
        var run = runner.collect(chain(patient), IMAGE).subscribeAsCompletionStage();

        while (a.requests().isEmpty()) {
            Thread.onSpinWait();
        }
        runner.close();

        assertThat(run.join().failures()).singleElement().satisfies(failed -> assertThat(failed.kind())
                .isIn(Kind.CANCELLED, Kind.OVERLOADED));
    }

    @Test
    void aSubscriberThatAsksForOneEventGetsOneAndLosesNone() throws Exception {
        FakeExpert a = FakeExpert.saying("a", "word ".repeat(2_000) + "end");
        SlowSubscriber subscriber = new SlowSubscriber();
        runner(a).run(Chain.of("a"), IMAGE).subscribe().withSubscriber(subscriber);

        subscriber.request(1);
        assertThat(subscriber.events.take()).isEqualTo(new StepEvent.Started(0, "a", 1));
        while (a.requests().isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(subscriber.events).isEmpty();
        subscriber.request(Long.MAX_VALUE);
        subscriber.completed.await();

        assertThat(subscriber.events).hasSize(2_002);
    }

    /** Gets what it asks for and no more. */
    private static final class SlowSubscriber implements Flow.Subscriber<StepEvent> {
        private final BlockingQueue<StepEvent> events = new LinkedBlockingQueue<>();
        private final CountDownLatch completed = new CountDownLatch(1);
        private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();

        void request(long number) {
            subscription.join().request(number);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription.complete(given);
        }

        @Override
        public void onNext(StepEvent event) {
            events.add(event);
        }

        @Override
        public void onError(Throwable fault) {
            throw new AssertionError(fault);
        }

        @Override
        public void onComplete() {
            completed.countDown();
        }
    }

    private Outcome only(Step step, FakeExpert expert) {
        Transcript transcript =
                runner(expert).collect(chain(step), IMAGE).await().atMost(Duration.ofSeconds(10));
        return transcript.steps().getFirst().outcome();
    }

    private ChainRunner runner(FakeExpert... experts) {
        return opened(new ChainRunner(FakeExperts.of(experts), StepMemory.NONE, 1));
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private static Chain chain(Step... steps) {
        return new Chain("test", List.of(steps), true);
    }
}
