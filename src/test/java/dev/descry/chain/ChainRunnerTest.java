package dev.descry.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.caption.FinishReason;
import dev.descry.caption.PromptTemplate;
import dev.descry.expert.Expert.Place;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import dev.descry.image.Image;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ChainRunnerTest {
    private static final Image IMAGE = Image.of(new byte[] {'B', 'M', 1});

    private final FakeMemory memory = new FakeMemory();
    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open) {
            closeable.close();
        }
    }

    @Test
    void laterStepSeesEarlierCaption() {
        FakeExpert a = FakeExpert.saying("a", "A dog.");
        FakeExpert b = FakeExpert.saying("b", "A brown dog.");

        Transcript transcript = collect(Chain.of("a", "b"), a, b);

        assertThat(b.requests()).singleElement().satisfies(request -> {
            assertThat(request.image()).isEqualTo(IMAGE);
            assertThat(request.prompt().text()).contains("A dog.");
            assertThat(request.prompt().previous()).contains("A dog.");
            assertThat(request.prompt().template()).startsWith("later/");
        });
        assertThat(a.requests().getFirst().prompt().template()).startsWith("first/");
        assertThat(transcript.steps()).hasSize(2);
        assertThat(transcript.caption().orElseThrow().text()).isEqualTo("A brown dog.");
    }

    @Test
    void aStepAfterASkippedFailureAsksTheFirstQuestion() {
        FakeExpert a = FakeExpert.failing("a", Kind.REFUSED);
        FakeExpert b = FakeExpert.saying("b", "A dog.");

        Transcript transcript = collect(chain(skipping("a"), Step.of("b")), a, b);

        assertThat(b.requests().getFirst().prompt().template()).startsWith("first/");
        assertThat(transcript.caption().orElseThrow().text()).isEqualTo("A dog.");
        assertThat(transcript.failures()).containsExactly(new Outcome.Failed(Kind.REFUSED, "a: REFUSED"));
        assertThat(chain(skipping("a"), Step.of("b")).stoppedBy(transcript)).isEmpty();
    }

    @Test
    void aFailureInTheMiddleKeepsTheNewestAcceptedCaption() {
        FakeExpert a = FakeExpert.saying("a", "A dog.");
        FakeExpert b = FakeExpert.failing("b", Kind.REFUSED);
        FakeExpert c = FakeExpert.saying("c", "A brown dog.");

        collect(chain(Step.of("a"), skipping("b"), Step.of("c")), a, b, c);

        assertThat(c.requests().getFirst().prompt().previous()).contains("A dog.");
    }

    @Test
    void aStoppingFailureSkipsTheRestAndKeepsWhatWasSaid() {
        FakeExpert a = FakeExpert.saying("a", "A dog.");
        FakeExpert b = FakeExpert.failing("b", Kind.REFUSED);
        FakeExpert c = FakeExpert.saying("c", "never");
        Chain chain = Chain.of("a", "b", "c");

        Transcript transcript = collect(chain, a, b, c);

        assertThat(c.requests()).isEmpty();
        assertThat(outcomes(transcript).getLast()).isEqualTo(new Outcome.Skipped("step 2 failed"));
        assertThat(transcript.caption().orElseThrow().text()).isEqualTo("A dog.");
        assertThat(chain.stoppedBy(transcript)).contains(transcript.steps().get(1));
    }

    @Test
    void aStepThatAddsNothingEndsTheChainEarly() {
        FakeExpert a = FakeExpert.saying("a", "A  dog.\nIt runs.");
        FakeExpert b = FakeExpert.saying("b", " A dog. It runs. ");
        FakeExpert c = FakeExpert.saying("c", "never");

        Transcript transcript = collect(Chain.of("a", "b", "c"), a, b, c);

        assertThat(c.requests()).isEmpty();
        assertThat(outcomes(transcript).get(1)).isInstanceOf(Outcome.Captioned.class);
        assertThat(outcomes(transcript).getLast()).isEqualTo(new Outcome.Skipped("nothing to add"));
    }

    @Test
    void aChainThatMustNotEndEarlyGoesOn() {
        FakeExpert a = FakeExpert.saying("a", "A dog.");
        FakeExpert b = FakeExpert.saying("b", "A dog.");
        FakeExpert c = FakeExpert.saying("c", "A cat.");
        Chain chain = new Chain("all", Chain.of("a", "b", "c").steps(), false);

        assertThat(collect(chain, a, b, c).caption().orElseThrow().text()).isEqualTo("A cat.");
    }

    @Test
    void everyAnswerIsCleanedBeforeTheNextStepSeesIt() {
        FakeExpert a = FakeExpert.saying("a", "<think>hm</think> The image shows a dog. " + "It runs off. ".repeat(9));
        FakeExpert b = FakeExpert.saying("b", "A dog.");

        Transcript transcript = collect(Chain.of("a", "b"), a, b);

        assertThat(b.requests().getFirst().prompt().previous()).contains("A dog. It runs off.");
        assertThat(outcomes(transcript).getFirst()).isInstanceOfSatisfying(Outcome.Captioned.class, captioned -> {
            assertThat(captioned.caption().finishReason()).isEqualTo(FinishReason.REPETITION);
            assertThat(captioned.caption().tokens()).hasSizeGreaterThan(20);
        });
    }

    @Test
    void anEmptyAnswerFailsWithItsFinishReason() {
        FakeExpert a = FakeExpert.saying("a", "<think>What is").finishing(FinishReason.LENGTH);

        assertThat(outcomes(collect(Chain.of("a"), a)))
                .singleElement()
                .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                    assertThat(failed.kind()).isEqualTo(Kind.EMPTY_ANSWER);
                    assertThat(failed.message())
                            .contains("finish reason: length")
                            .contains("allow more new tokens");
                });
    }

    @Test
    void eventsTellTheRunInOrder() {
        FakeExpert a = FakeExpert.saying("a", "A dog.");
        FakeExpert b = FakeExpert.saying("b", "A dog.");

        List<StepEvent> events = runner(a, b)
                .run(Chain.of("a", "b", "a"), IMAGE)
                .collect()
                .asList()
                .await()
                .indefinitely();

        assertThat(events)
                .startsWith(
                        new StepEvent.Started(0, "a", 1),
                        new StepEvent.TokenWritten(0, 0, "A "),
                        new StepEvent.TokenWritten(0, 1, "dog."));
        assertThat(events).extracting(StepEvent::step).containsExactly(0, 0, 0, 0, 1, 1, 1, 1, 2);
        assertThat(events.getLast())
                .isEqualTo(new StepEvent.Finished(new StepOutcome(2, "a", new Outcome.Skipped("nothing to add"), 0)));
    }

    @Test
    void aStepDoneBeforeIsNotComputedAgain() {
        FakeExpert a = FakeExpert.saying("a", "A dog.");
        FakeExpert b = FakeExpert.failing("b", Kind.REFUSED).thenSay("A brown dog.");
        ChainRunner runner = runner(a, b);
        Transcript before = runner.collect(Chain.of("a", "b"), IMAGE).await().indefinitely();

        List<StepEvent> events =
                runner.run(Chain.of("a", "b"), IMAGE).collect().asList().await().indefinitely();

        assertThat(a.requests()).hasSize(1);
        assertThat(events.getFirst())
                .isEqualTo(new StepEvent.Finished(before.steps().getFirst()));
        assertThat(b.requests()).hasSize(2);
        assertThat(memory.size()).isEqualTo(2);
    }

    @Test
    void anotherImageOrAnotherQuestionIsComputedAnew() {
        FakeExpert a = FakeExpert.saying("a", "A dog.");
        ChainRunner runner = runner(a);
        PromptTemplate other = PromptTemplate.verbatim("What {is} this?");
        Step asked = Step.of("a").withPrompts(other, other);

        runner.collect(Chain.of("a"), IMAGE).await().indefinitely();
        runner.collect(Chain.of("a"), Image.of(new byte[] {'B', 'M', 2}))
                .await()
                .indefinitely();
        runner.collect(chain(asked), IMAGE).await().indefinitely();

        assertThat(a.requests()).hasSize(3);
        assertThat(a.requests().getLast().prompt().text()).isEqualTo("What {is} this?");
    }

    @Test
    void deviceCallsShareTheGivenNumberOfPlatformThreads() {
        FakeExpert a = meeting(2, Place.DEVICE);
        ChainRunner runner = open(new ChainRunner(FakeExperts.of(a), StepMemory.NONE, 2));

        all(40, () -> runner.collect(Chain.of("a"), IMAGE).subscribeAsCompletionStage());

        assertThat(a.mostCallsAtOnce()).isEqualTo(2);
        assertThat(a.threads()).hasSize(40).noneMatch(Thread::isVirtual);
    }

    @Test
    void networkCallsHaveVirtualThreadsAndDoNotWaitForEachOther() {
        FakeExpert a = meeting(20, Place.NETWORK);
        ChainRunner runner = open(new ChainRunner(FakeExperts.of(a), StepMemory.NONE, 1));

        all(20, () -> runner.collect(Chain.of("a"), IMAGE).subscribeAsCompletionStage());

        assertThat(a.threads()).hasSize(20).allMatch(Thread::isVirtual);
    }

    /** An expert whose calls end only when so many are under way. */
    private static FakeExpert meeting(int calls, Place place) {
        CyclicBarrier together = new CyclicBarrier(calls);
        return new FakeExpert("a", place).then((request, cancellation) -> {
            try {
                together.await();
            } catch (BrokenBarrierException e) {
                throw new IllegalStateException(e);
            }
            return "A dog.";
        });
    }

    private static void all(int number, Supplier<CompletableFuture<Transcript>> run) {
        List<CompletableFuture<Transcript>> runs =
                IntStream.range(0, number).mapToObj(i -> run.get()).toList();
        assertThat(runs).allSatisfy(transcript -> assertThat(transcript.join().caption())
                .isPresent());
    }

    private Transcript collect(Chain chain, FakeExpert... experts) {
        return runner(experts).collect(chain, IMAGE).await().atMost(Duration.ofSeconds(10));
    }

    private ChainRunner runner(FakeExpert... experts) {
        return open(new ChainRunner(FakeExperts.of(experts), memory, 1));
    }

    private <T extends AutoCloseable> T open(T closeable) {
        open.add(closeable);
        return closeable;
    }

    private static Chain chain(Step... steps) {
        return new Chain("test", List.of(steps), true);
    }

    private static Step skipping(String expert) {
        return Step.of(expert).withFailure(Retry.NONE, OnFailure.SKIP);
    }

    private static List<Outcome> outcomes(Transcript transcript) {
        return transcript.steps().stream().map(StepOutcome::outcome).toList();
    }
}
