package dev.descry.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.Judges;
import dev.descry.chain.Judging;
import dev.descry.chain.Judging.Effect;
import dev.descry.chain.Judging.When;
import dev.descry.chain.OnFailure;
import dev.descry.chain.Retry;
import dev.descry.chain.Step;
import dev.descry.chain.StepMemory;
import dev.descry.chain.Transcript;
import dev.descry.chain.TranscriptJson;
import dev.descry.event.CaptionFailed;
import dev.descry.event.Event;
import dev.descry.event.FakeEvents;
import dev.descry.event.StepRequested;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import dev.descry.image.Image;
import dev.descry.verify.FakeScorer;
import dev.descry.verify.Segmentation;
import dev.descry.verify.Threshold;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Judged chains: the judge is a stop of the route, and the transcript is that of the same chain in one process. */
class JudgedRunTest {
    private static final Map<String, String> DEAD =
            Map.of("next", "verify", "knativeerrordest", "http://verify/", "knativeerrorcode", "503");

    /** What each step says; {@code !} fails for good. */
    static Stream<List<String>> answers() {
        return Stream.of(
                List.of("A boat. A dog."),
                List.of("A boat. A dog.", "A boat on a lake. A cat."),
                List.of("A boat. A dog.", "A boat. A dog.", "never asked"),
                List.of("A boat. A dog.", "A cat.", "A horse."),
                List.of("A cat.", "A horse."),
                List.of("A boat. A dog.", "!"),
                List.of("!", "A lake. A dog.", "!"),
                List.of("!", "!"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    void theTranscriptIsThatOfOneProcess(List<String> answers) {
        for (When when : When.values()) {
            for (Effect effect : Effect.values()) {
                for (OnFailure rule : OnFailure.values()) {
                    Chain chain = chain(when, effect, rule, answers.size());
                    assertThat(throughEvents(chain, answers))
                            .as("%s %s %s", when, effect, rule)
                            .isEqualTo(inOneProcess(chain, answers));
                }
            }
        }
    }

    @Test
    void theRouteStopsAtTheJudgeAfterEveryStepOrAfterTheLast() {
        assertThat(Routes.BY_FAMILY.route(chain(When.EVERY_STEP, Effect.PRUNE, OnFailure.SKIP, 2)))
                .containsExactly("e0", "verify", "e1", "verify", "archive");
        assertThat(Routes.BY_FAMILY.route(chain(When.LAST, Effect.PRUNE, OnFailure.SKIP, 2)))
                .containsExactly("e0", "e1", "verify", "archive");
        assertThat(new Routes(Map.of("clip:fake", "judge-large"))
                        .route(chain(When.LAST, Effect.PRUNE, OnFailure.SKIP, 1)))
                .containsExactly("e0", "judge-large", "archive");
    }

    @ParameterizedTest
    @EnumSource(When.class)
    void aJudgementToldAgainIsAnsweredTheSameAndLooksAtTheImageOnce(When when) {
        FakeScorer scorer = new FakeScorer("boat");
        try (RunFixture run = new RunFixture(
                name -> scorer, FakeExpert.saying("e0", "A boat. A dog."), FakeExpert.saying("e1", "A cat."))) {
            StepRequested asked = toTheJudge(run, run.begin(chain(when, Effect.PRUNE, OnFailure.SKIP, 2)));
            Event next = run.function.on(asked);
            assertThat(run.function.on(asked)).isEqualTo(next);
            assertThat(scorer.looks()).hasSize(1);
        }
    }

    @Test
    void aJudgementAheadOfItsStepIsToldAgainLater() {
        try (RunFixture run = new RunFixture(name -> new FakeScorer("boat"), FakeExpert.saying("e0", "A boat."))) {
            StepRequested first = run.begin(chain(When.LAST, Effect.PRUNE, OnFailure.SKIP, 1));
            StepRequested early =
                    new StepRequested(first.run(), first.image(), first.slip().at(1), first.passage());
            assertThatThrownBy(() -> run.function.on(early))
                    .isInstanceOf(PassingFault.class)
                    .hasMessageContaining("result of step 1 before its judgement");
            run.function.on(first);
            assertThat(RunFixture.next(run.function.on(early)).slip().next()).isEqualTo("archive");
        }
    }

    @Test
    void aJudgeThatIsBusyIsAskedAgainAndOneThatNeverAnswersTakesNothingAway() {
        Judges busy = model -> {
            throw new ExpertException(Kind.OVERLOADED, "judge: expected a free place, found none");
        };
        try (RunFixture run = new RunFixture(busy, FakeExpert.saying("e0", "A boat. A dog."))) {
            StepRequested asked = toTheJudge(run, run.begin(chain(When.LAST, Effect.PRUNE, OnFailure.SKIP, 1)));
            assertThatThrownBy(() -> run.function.on(asked)).isInstanceOf(PassingFault.class);

            Event last = run.archive.on(asked, DEAD).orElseThrow();
            assertThat(run.archive.on(asked, DEAD)).hasValue(last);
            run.archive.on(RunFixture.next(last));
            assertThat(run.text("trip/a.txt")).hasValue("A boat. A dog.\n");
            assertThat(run.text("trip/a.json").orElseThrow())
                    .contains("function verify: expected an answer, found the status 503 in every attempt");
        }
    }

    @Test
    void aDeadLetterOfAJudgementThatWasMadeAfterAllGoesOnWithIt() {
        try (RunFixture run =
                new RunFixture(name -> new FakeScorer("boat"), FakeExpert.saying("e0", "A boat. A dog."))) {
            StepRequested asked = toTheJudge(run, run.begin(chain(When.LAST, Effect.PRUNE, OnFailure.SKIP, 1)));
            Event next = run.function.on(asked);
            assertThat(run.archive.on(asked, DEAD)).hasValue(next);
        }
    }

    @Test
    void anImageThatWasReplacedIsNotJudgedAndARunOutOfTimeIsGivenUp() {
        try (RunFixture run =
                new RunFixture(name -> new FakeScorer("boat"), FakeExpert.saying("e0", "A boat. A dog."))) {
            StepRequested asked = toTheJudge(run, run.begin(chain(When.LAST, Effect.PRUNE, OnFailure.SKIP, 1)));
            assertThat(run.at(FakeEvents.DEADLINE).on(asked))
                    .isInstanceOfSatisfying(
                            CaptionFailed.class,
                            failed -> assertThat(failed.failure().kind()).isEqualTo(Kind.TIMEOUT));
            run.bucket.put(FakeEvents.IMAGE.key(), RunFixture.png(2));
            run.function.on(asked);
            assertThat(run.runs.judged(asked.run(), 0).orElseThrow().json().toString())
                    .contains("it was replaced during the run");
        }
    }

    private static StepRequested toTheJudge(RunFixture run, StepRequested first) {
        StepRequested asked = first;
        while (!asked.slip().next().equals(Routes.VERIFY)) {
            asked = RunFixture.next(run.function.on(asked));
        }
        return asked;
    }

    private static String throughEvents(Chain chain, List<String> answers) {
        try (RunFixture run = new RunFixture(name -> new FakeScorer("boat", "lake"), experts(answers))) {
            Event event = run.begin(chain);
            while (event instanceof StepRequested asked && !asked.slip().next().equals(Routes.ARCHIVE)) {
                event = run.function.on(asked);
            }
            run.archive.on(event, Map.of());
            return comparable(run.runs.transcript(FakeEvents.RUN).orElseThrow());
        }
    }

    private static String inOneProcess(Chain chain, List<String> answers) {
        try (ChainRunner runner = new ChainRunner(
                FakeExperts.of(experts(answers)), name -> new FakeScorer("boat", "lake"), StepMemory.NONE, 1)) {
            Transcript transcript =
                    runner.collect(chain, Image.of(RunFixture.png(1))).await().indefinitely();
            return comparable(TranscriptJson.write(FakeEvents.IMAGE.key(), transcript));
        }
    }

    /** Without what only a run of events has, and without times. */
    private static String comparable(JsonNode transcript) {
        ObjectNode json = transcript.deepCopy();
        json.remove(List.of("run", "outcome", "failure"));
        json.path("steps").forEach(step -> ((ObjectNode) step).remove(List.of("millis", "time")));
        return json.toString();
    }

    private static FakeExpert[] experts(List<String> answers) {
        List<FakeExpert> experts = new ArrayList<>();
        for (String answer : answers) {
            String name = "e" + experts.size();
            experts.add(answer.equals("!") ? FakeExpert.failing(name, Kind.REFUSED) : FakeExpert.saying(name, answer));
        }
        return experts.toArray(FakeExpert[]::new);
    }

    private static Chain chain(When when, Effect effect, OnFailure rule, int steps) {
        List<Step> taken = IntStream.range(0, steps)
                .mapToObj(i -> Step.of("e" + i).withFailure(Retry.NONE, rule))
                .toList();
        return new Chain("judged", taken, true)
                .withJudging(new Judging("clip:fake", when, effect, new Segmentation.Sentences(), Threshold.STANDARD));
    }
}
