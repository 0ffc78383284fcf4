package dev.descry.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.caption.PromptTemplate;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import dev.descry.image.Image;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GivenTest {
    private static final Image IMAGE = Image.of(new byte[] {'B', 'M', 1});

    private final FakeExpert a = FakeExpert.answering("a", request -> "Seen.");
    private final FakeExpert b =
            FakeExpert.answering("b", request -> request.prompt().previous().orElse("") + " Sure.");
    private final FakeMemory memory = new FakeMemory();
    private final ChainRunner runner = new ChainRunner(FakeExperts.of(a, b), memory, 2);

    @AfterEach
    void close() {
        runner.close();
    }

    @Test
    void fieldsOfTheImageFillTheHolesOfBothPrompts() {
        Step step = Step.of("a")
                .withPrompts(
                        PromptTemplate.of("first", "The tweet says: {tweet}"),
                        PromptTemplate.of("later", "{tweet} / {description}"));
        Chain chain = new Chain(
                "x",
                List.of(
                        step,
                        new Step(
                                "b",
                                step.first(),
                                step.later(),
                                step.decoding(),
                                step.timeout(),
                                step.retry(),
                                step.onFailure())),
                true);

        run(chain, Given.fields(Map.of("tweet", "roads {closed}", "unused", "x")));

        assertThat(a.requests().getFirst().prompt().text()).isEqualTo("The tweet says: roads {closed}");
        assertThat(b.requests().getFirst().prompt().text()).isEqualTo("roads {closed} / Seen.");
    }

    @Test
    void otherFieldsMakeAnotherQuestionAndTheSameOnesTheSame() {
        Step step = Step.of("a")
                .withPrompts(PromptTemplate.of("first", "{tweet}"), Step.of("a").later());
        Chain chain = new Chain("x", List.of(step), true);

        run(chain, Given.fields(Map.of("tweet", "one", "label", "x")));
        run(chain, Given.fields(Map.of("tweet", "one", "label", "y")));
        run(chain, Given.fields(Map.of("tweet", "two", "label", "x")));

        assertThat(a.requests()).hasSize(2);
    }

    @Test
    void aMissingFieldFailsTheStepAndNoExpertIsAsked() {
        Step step = Step.of("a")
                .withPrompts(PromptTemplate.of("first", "{tweet}"), Step.of("a").later());

        Transcript transcript = run(new Chain("x", List.of(step), true), Given.NOTHING);

        assertThat(a.requests()).isEmpty();
        assertThat(transcript.failures()).singleElement().satisfies(failed -> {
            assertThat(failed.kind()).isEqualTo(Kind.FAULT);
            assertThat(failed.message()).contains("{tweet}");
        });
    }

    @Test
    void aRunGoesOnAfterTheStepsItIsGiven() {
        Chain whole = Chain.of("a", "b");
        Transcript first = run(whole, Given.NOTHING.after(List.of(), 1));

        Transcript both = run(whole, Given.NOTHING.after(first.steps(), 2));

        assertThat(a.requests()).hasSize(1);
        assertThat(both.steps()).hasSize(2);
        assertThat(both.caption().orElseThrow().text()).isEqualTo("Seen. Sure.");
    }

    @Test
    void aGivenFailureThatStopsTheChainStopsTheRun() {
        FakeExpert weak = FakeExpert.failing("weak", Kind.REFUSED);
        try (ChainRunner runner = new ChainRunner(FakeExperts.of(weak, b), memory, 1)) {
            Chain whole = Chain.of("weak", "b");
            Transcript first = runner.collect(new Chain("x", whole.steps().subList(0, 1), true), IMAGE)
                    .await()
                    .atMost(Duration.ofSeconds(10));

            Transcript both = runner.collect(whole, IMAGE, Given.NOTHING.after(first.steps(), 2))
                    .await()
                    .atMost(Duration.ofSeconds(10));

            assertThat(both.steps().getLast().outcome()).isInstanceOf(Outcome.Skipped.class);
            assertThat(b.requests()).isEmpty();
        }
    }

    private Transcript run(Chain chain, Given given) {
        return runner.collect(chain, IMAGE, given).await().atMost(Duration.ofSeconds(10));
    }
}
