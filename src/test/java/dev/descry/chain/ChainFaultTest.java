package dev.descry.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Caption;
import dev.descry.caption.PromptTemplate;
import dev.descry.expert.Expert.Place;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import dev.descry.image.Image;
import dev.descry.image.ImageException;
import dev.descry.image.ImageId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(60)
class ChainFaultTest {
    private static final Image IMAGE = Image.of(new byte[] {'B', 'M', 1});
    private static final Retry THRICE = new Retry(3, Duration.ofMillis(1));

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeAll() throws Exception {
        for (AutoCloseable closeable : open.reversed()) {
            closeable.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void onlyPassingFailuresAreTriedAgain(Kind kind) {
        FakeExpert a = FakeExpert.failing("a", kind);

        Outcome outcome = only(Step.of("a").withFailure(THRICE, OnFailure.STOP), a);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.kind())
                .isEqualTo(kind));
        assertThat(a.requests()).hasSize(kind.passing() ? 3 : 1);
    }

    @Test
    void aFailureThatSaysWhenToComeBackCostsNoAttempt() {
        FakeExpert a = new FakeExpert("a", Place.NETWORK);
        for (int i = 0; i < 20; i++) {
            a.then((request, cancellation) -> {
                throw new ExpertException(Kind.OVERLOADED, "slow down").passingAfter(Duration.ofMillis(1));
            });
        }
        a.thenSay("A dog.");

        Outcome outcome =
                only(Step.of("a").withFailure(new Retry(2, Duration.ZERO, Duration.ofMinutes(1)), OnFailure.STOP), a);

        assertThat(outcome).isInstanceOf(Outcome.Captioned.class);
        assertThat(a.requests()).hasSize(21);
    }

    @Test
    void aWaitThatEndsAfterTheDeadlineIsNotBegun() {
        FakeExpert a = new FakeExpert("a", Place.NETWORK).then((request, cancellation) -> {
            throw new ExpertException(Kind.OVERLOADED, "slow down").passingAfter(Duration.ofHours(1));
        });

        Outcome outcome =
                only(Step.of("a").withFailure(new Retry(9, Duration.ZERO, Duration.ofMinutes(1)), OnFailure.STOP), a);

        assertThat(outcome).isEqualTo(new Outcome.Failed(Kind.OVERLOADED, "slow down"));
        assertThat(a.requests()).hasSize(1);
    }

    @Test
    void anAttemptUnderWayEndsAtTheDeadline() {
        FakeExpert a = new FakeExpert("a", Place.NETWORK).thenWorkUntilCancelled();

        Outcome outcome =
                only(Step.of("a").withFailure(new Retry(9, Duration.ZERO, Duration.ofMillis(5)), OnFailure.STOP), a);

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> assertThat(failed.kind())
                .isEqualTo(Kind.TIMEOUT));
        assertThat(a.requests()).hasSize(1);
    }

    @Test
    void aPassingFailureIsForgottenWhenALaterAttemptSucceeds() {
        FakeExpert a = FakeExpert.failing("a", Kind.OVERLOADED)
                .thenFail(Kind.UNAVAILABLE)
                .thenSay("A dog.");

        List<StepEvent> events = runner(a)
                .run(chain(Step.of("a").withFailure(THRICE, OnFailure.STOP)), IMAGE)
                .collect()
                .asList()
                .await()
                .indefinitely();

        assertThat(events)
                .startsWith(
                        new StepEvent.Started(0, "a", 1),
                        new StepEvent.Started(0, "a", 2),
                        new StepEvent.Started(0, "a", 3));
        assertThat(events.getLast()).isInstanceOfSatisfying(StepEvent.Finished.class, finished -> assertThat(
                        finished.outcome().outcome())
                .isInstanceOf(Outcome.Captioned.class));
    }

    @Test
    void waitsDoubleUpToAMinute() {
        Retry retry = new Retry(99, Duration.ofSeconds(20));

        assertThat(Stream.of(1, 2, 3, 98).map(retry::waitAfter).map(Duration::toSeconds))
                .containsExactly(20L, 40L, 60L, 60L);
    }

    static Stream<Throwable> unexpected() {
        return Stream.of(
                new NullPointerException("oops"), new StackOverflowError(), new UnsatisfiedLinkError("no library"));
    }

    @ParameterizedTest
    @MethodSource("unexpected")
    void whateverAnExpertThrowsIsAFaultAndNotAHang(Throwable thrown) {
        FakeExpert a = new FakeExpert("a", Place.DEVICE).then((request, cancellation) -> {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        });

        assertThat(only(Step.of("a"), a)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.kind()).isEqualTo(Kind.FAULT);
            assertThat(failed.message()).contains(thrown.toString());
        });
    }

    @Test
    void anImageThatIsTooLargeIsSaidToBe() {
        FakeExpert a = new FakeExpert("a", Place.DEVICE).then((request, cancellation) -> {
            throw new ImageException(ImageException.Kind.TOO_LARGE, "image: too large");
        });

        assertThat(only(Step.of("a"), a)).isEqualTo(new Outcome.Failed(Kind.IMAGE_TOO_LARGE, "image: too large"));
    }

    @Test
    void anUnknownExpertIsTheOutcomeOfItsStepOnly() {
        FakeExpert b = FakeExpert.saying("b", "A dog.");
        Chain chain = chain(Step.of("a").withFailure(Retry.NONE, OnFailure.SKIP), Step.of("b"));

        Transcript transcript = runner(b).collect(chain, IMAGE).await().indefinitely();

        assertThat(transcript.failures()).singleElement().satisfies(failed -> assertThat(failed.kind())
                .isEqualTo(Kind.MODEL_MISSING));
        assertThat(transcript.caption()).isPresent();
    }

    @Test
    void aSpentBudgetStopsAChainThatWouldSkip() {
        FakeExpert a = FakeExpert.saying("a", "A dog.");
        FakeExpert b = FakeExpert.failing("b", Kind.BUDGET_SPENT);
        Chain chain = chain(Step.of("a"), Step.of("b").withFailure(Retry.NONE, OnFailure.SKIP), Step.of("a"));

        Transcript transcript = runner(a, b).collect(chain, IMAGE).await().indefinitely();

        assertThat(transcript.steps().getLast().outcome()).isEqualTo(new Outcome.Skipped("step 2 failed"));
        assertThat(chain.stoppedBy(transcript)).contains(transcript.steps().get(1));
    }

    @Test
    void aCaptionThatCannotBeKeptIsAFailure() {
        StepMemory full = new StepMemory() {
            @Override
            public Optional<Caption> find(ImageId image, StepKey key) {
                return Optional.empty();
            }

            @Override
            public void keep(ImageId image, StepKey key, Caption caption) {
                throw new UncheckedIOException("store: no space left on device", new IOException("disk full"));
            }
        };
        ChainRunner runner = opened(new ChainRunner(FakeExperts.of(FakeExpert.saying("a", "A dog.")), full, 1));

        Transcript transcript = runner.collect(Chain.of("a"), IMAGE).await().indefinitely();

        assertThat(transcript.caption()).isEmpty();
        assertThat(transcript.failures())
                .containsExactly(new Outcome.Failed(Kind.FAULT, "store: no space left on device"));
    }

    @Test
    void stepsAndChainsThatMakeNoSenseAreRefused() {
        PromptTemplate holed = PromptTemplate.of("mine", "{tweet}");
        PromptTemplate plain = PromptTemplate.of("mine", "plain");

        assertThatThrownBy(() -> chain(Step.of("a").withPrompts(plain, holed)).requireFields(Set.of("hint")))
                .hasMessageContaining("expected holes for hint, found the hole {tweet}");
        assertThatThrownBy(() -> Step.of("a").withPrompts(PromptTemplate.of("x", "{description}"), plain))
                .hasMessageContaining("no {description} in a first prompt");
        assertThatThrownBy(() -> Step.of(" ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Step.of("a").withTimeout(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Retry(0, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Chain("x", List.of(), true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ChainRunner(FakeExperts.of(), StepMemory.NONE, 0))
                .isInstanceOf(IllegalArgumentException.class);
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
