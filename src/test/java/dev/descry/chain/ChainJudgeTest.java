package dev.descry.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.caption.Caption;
import dev.descry.chain.Judging.Effect;
import dev.descry.chain.Judging.When;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import dev.descry.image.Image;
import dev.descry.verify.FakeScorer;
import dev.descry.verify.Segmentation;
import dev.descry.verify.Threshold;
import dev.descry.verify.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Descriptions held against the image while a chain runs. */
class ChainJudgeTest {
    private static final Image IMAGE = Image.of(new byte[] {'B', 'M', 1});

    private final FakeScorer scorer = new FakeScorer("boat", "lake");
    private final List<ChainRunner> opened = new ArrayList<>();

    @AfterEach
    void close() {
        opened.forEach(ChainRunner::close);
    }

    @Test
    void laterStepSeesOnlyWhatTheImageShows() {
        FakeExpert first = FakeExpert.saying("a", "A boat. A dog.");
        FakeExpert second = FakeExpert.saying("b", "A boat on a lake. A cat.");

        Transcript transcript = run(judged(When.EVERY_STEP, Effect.PRUNE, "a", "b"), first, second);

        assertThat(second.requests().getFirst().prompt().previous()).contains("A boat.");
        assertThat(transcript.caption()).map(Caption::text).contains("A boat on a lake.");
        assertThat(texts(transcript)).containsExactly("A boat. A dog.", "A boat on a lake. A cat.");
        assertThat(removed(transcript)).containsExactly("A dog.", "A cat.");
        assertThat(scorer.looks()).hasSize(1);
    }

    @Test
    void aReportScoresAndLeavesTheTextAlone() {
        FakeExpert first = FakeExpert.saying("a", "A boat. A dog.");
        FakeExpert second = FakeExpert.saying("b", "A boat. A dog. A lake.");

        Transcript transcript = run(judged(When.EVERY_STEP, Effect.REPORT, "a", "b"), first, second);

        assertThat(second.requests().getFirst().prompt().previous()).contains("A boat. A dog.");
        assertThat(transcript.caption()).map(Caption::text).contains("A boat. A dog. A lake.");
        assertThat(removed(transcript)).containsExactly("A dog.", "A dog.");
    }

    @Test
    void onlyTheLastDescriptionIsJudgedWhenAskedSo() {
        FakeExpert second = FakeExpert.saying("b", "A lake. A cat.");
        Transcript transcript =
                run(judged(When.LAST, Effect.PRUNE, "a", "b"), FakeExpert.saying("a", "A boat. A dog."), second);

        assertThat(second.requests().getFirst().prompt().previous()).contains("A boat. A dog.");
        assertThat(transcript.steps().getFirst().judgements()).isEmpty();
        assertThat(transcript.caption()).map(Caption::text).contains("A lake.");
    }

    @Test
    void theDescriptionThatStandsIsJudgedWhenTheLastStepFailsOrAddsNothing() {
        Transcript failed = run(
                judged(When.LAST, Effect.PRUNE, "a", "b"),
                FakeExpert.saying("a", "A boat. A dog."),
                FakeExpert.failing("b", Kind.FAULT));
        assertThat(failed.caption()).map(Caption::text).contains("A boat.");

        Transcript same = run(
                judged(When.LAST, Effect.PRUNE, "a", "b", "c"),
                FakeExpert.saying("a", "A boat. A dog."),
                FakeExpert.saying("b", "A boat. A dog."),
                FakeExpert.saying("c", "never asked"));
        assertThat(same.caption()).map(Caption::text).contains("A boat.");
        assertThat(same.steps().get(1).judgements()).hasSize(1);
    }

    @Test
    void whereNothingIsLeftTheEarlierDescriptionStands() {
        FakeExpert third = FakeExpert.saying("c", "A horse.");
        Transcript transcript = run(
                judged(When.EVERY_STEP, Effect.PRUNE, "a", "b", "c"),
                FakeExpert.saying("a", "A boat. A dog."),
                FakeExpert.saying("b", "A cat."),
                third);
        assertThat(third.requests().getFirst().prompt().previous()).contains("A boat.");
        assertThat(transcript.caption()).map(Caption::text).contains("A boat.");

        Transcript last = run(
                judged(When.LAST, Effect.PRUNE, "a", "b"),
                FakeExpert.saying("a", "A boat. A dog."),
                FakeExpert.saying("b", "A cat."));
        assertThat(last.steps().getLast().judgements()).hasSize(2);
        assertThat(last.caption()).map(Caption::text).contains("A boat.");

        Transcript nothing = run(judged(When.LAST, Effect.PRUNE, "a"), FakeExpert.saying("a", "A cat."));
        assertThat(nothing.caption()).isEmpty();
        assertThat(nothing.failure().kind()).isEqualTo(Kind.EMPTY_ANSWER);
        assertThat(nothing.failure().message())
                .startsWith("judge clip:fake: expected a description that the image shows, found its ");
        assertThat(removed(nothing)).containsExactly("A cat.");
    }

    @Test
    void aJudgeThatFailsIsToldAndTakesNothingAway() {
        Chain chain = judged(When.LAST, Effect.PRUNE, "a");
        FakeExpert expert = FakeExpert.saying("a", "A boat. A dog.");
        ChainRunner without = open(new ChainRunner(FakeExperts.of(expert), StepMemory.NONE, 1));
        Transcript transcript = collect(without, chain);

        assertThat(transcript.caption()).map(Caption::text).contains("A boat. A dog.");
        assertThat(transcript.steps().getFirst().judgements())
                .containsExactly(new Judgement.Unjudged(
                        Kind.MODEL_MISSING, "judge: expected a scorer named clip:fake, found none"));

        ChainRunner broken = open(new ChainRunner(
                FakeExperts.of(expert),
                model -> {
                    throw new IllegalStateException("no memory");
                },
                StepMemory.NONE,
                1));
        assertThat(collect(broken, chain).steps().getFirst().judgements().getFirst())
                .isInstanceOfSatisfying(Judgement.Unjudged.class, unjudged -> {
                    assertThat(unjudged.kind()).isEqualTo(Kind.FAULT);
                    assertThat(unjudged.message()).contains("no memory");
                });
    }

    @Test
    void judgementsAreWrittenWithTheTranscriptAndReadBack() throws JsonProcessingException {
        Transcript transcript = run(
                judged(When.EVERY_STEP, Effect.PRUNE, "a", "b"),
                FakeExpert.saying("a", "A boat. A dog."),
                FakeExpert.saying("b", "A lake."));
        String json = TranscriptJson.write("x.bmp", transcript).toString();

        Transcript read = TranscriptJson.read(new ObjectMapper().readTree(json), transcript.chain());
        assertThat(read.steps()).isEqualTo(transcript.steps());
        assertThat(json).contains("\"caption\":\"A lake.\"").contains("\"similarity\":0.1");

        Judgement failed = new Judgement.Unjudged(Kind.FAULT, "broken");
        assertThat(JudgementJson.read(
                        new ObjectMapper().readTree(JudgementJson.write(failed).toString())))
                .isEqualTo(failed);
    }

    @Test
    void aJudgeWithoutANameIsRefused() {
        assertThatThrownBy(() -> Judging.of(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("judge: expected the name of a model");
    }

    private static Chain judged(When when, Effect effect, String... experts) {
        Chain chain = Chain.of(experts);
        List<Step> steps = chain.steps().stream()
                .map(step -> step.withTimeout(Duration.ofMinutes(1)).withFailure(Retry.NONE, OnFailure.SKIP))
                .toList();
        return new Chain("judged", steps, true)
                .withJudging(new Judging("clip:fake", when, effect, new Segmentation.Sentences(), Threshold.STANDARD));
    }

    private Transcript run(Chain chain, FakeExpert... experts) {
        return collect(open(new ChainRunner(FakeExperts.of(experts), _ -> scorer, StepMemory.NONE, 1)), chain);
    }

    private static Transcript collect(ChainRunner runner, Chain chain) {
        return runner.collect(chain, IMAGE).await().atMost(Duration.ofMinutes(1));
    }

    private ChainRunner open(ChainRunner runner) {
        opened.add(runner);
        return runner;
    }

    private static List<String> texts(Transcript transcript) {
        return transcript.steps().stream().flatMap(step -> step.text().stream()).toList();
    }

    private static List<String> removed(Transcript transcript) {
        return transcript.steps().stream()
                .flatMap(step -> step.judgements().stream())
                .map(judgement -> ((Judgement.Judged) judgement).verification())
                .flatMap(verification -> verification.removed().stream())
                .map(Verdict::segment)
                .map(segment -> segment.text())
                .toList();
    }
}
