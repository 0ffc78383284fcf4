package dev.descry.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.OnFailure;
import dev.descry.event.CaptionFailed;
import dev.descry.event.Event;
import dev.descry.event.FakeEvents;
import dev.descry.event.Passage;
import dev.descry.event.StepRequested;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import dev.descry.store.CaptionStore;
import dev.descry.store.FakeObjectStore;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class StepFunctionTest {
    @Test
    void laterStepSeesEarlierCaption() {
        FakeExpert two = FakeExpert.saying("two:b", "A circle and a star.");
        try (RunFixture run = new RunFixture(FakeExpert.saying("one:a", "A circle."), two)) {
            StepRequested first = run.begin("one:a", "two:b");
            assertThat(first.slip().next()).isEqualTo("one");

            StepRequested second = RunFixture.next(run.function.on(first));
            assertThat(second.slip().next()).isEqualTo("two");
            assertThat(second.passage().hop()).isEqualTo(1);

            StepRequested last = RunFixture.next(run.function.on(second));
            assertThat(last.slip().next()).isEqualTo("archive");
            assertThat(two.requests().getFirst().prompt().text()).contains("A circle.");
        }
    }

    @Test
    void anEventToldAgainIsAnsweredTheSameAndWorksNoModelTwice() {
        FakeExpert one = FakeExpert.saying("one", "A circle.", "Something else.");
        FakeExpert two = FakeExpert.saying("two", "A star.", "Something else.");
        try (RunFixture run = new RunFixture(one, two)) {
            StepRequested first = run.begin("one", "two");
            Event second = run.function.on(first);
            StepRequested last = RunFixture.next(run.function.on(RunFixture.next(second)));

            assertThat(run.function.on(first)).as("stale by now").isEqualTo(second);
            assertThat(run.function.on(RunFixture.next(second))).isEqualTo(last);
            assertThat(one.requests()).hasSize(1);
            assertThat(two.requests()).hasSize(1);
        }
    }

    @Test
    void aRunBegunTwiceIsTheSameRun() {
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."))) {
            StepRequested first = run.begin("one");
            assertThat(run.begin(FakeEvents.RUN, FakeEvents.IMAGE, OnFailure.SKIP, "one", "one"))
                    .isEqualTo(first);
        }
    }

    @Test
    void anEventAheadOfItsTimeIsToldAgainLater() {
        try (RunFixture run =
                new RunFixture(FakeExpert.saying("one", "A circle."), FakeExpert.saying("two", "A star."))) {
            StepRequested first = run.begin("one", "two");
            StepRequested second = new StepRequested(
                    first.run(), first.image(), first.slip().advance().orElseThrow(), first.passage());
            assertThatThrownBy(() -> run.function.on(second))
                    .isInstanceOf(PassingFault.class)
                    .hasMessageContaining("result of step 1 before step 2");
            run.function.on(first);
            assertThat(RunFixture.next(run.function.on(second)).slip().next()).isEqualTo("archive");
        }
    }

    @Test
    void aPassingFaultLeavesNothingBehindAndTheNextAttemptSucceeds() {
        FakeExpert one = new FakeExpert("one", FakeExpert.Place.DEVICE)
                .thenFail(Kind.OVERLOADED)
                .thenSay("A circle.");
        try (RunFixture run = new RunFixture(one)) {
            StepRequested first = run.begin("one");
            assertThatThrownBy(() -> run.function.on(first)).isInstanceOf(PassingFault.class);
            assertThat(run.runs.result(first.run(), 0)).isEmpty();
            assertThat(RunFixture.next(run.function.on(first)).slip().next()).isEqualTo("archive");
        }
    }

    @Test
    void aLastingFaultEndsTheRunWhereTheStepWasNeeded() {
        try (RunFixture run = new RunFixture(FakeExpert.failing("one", Kind.REFUSED), FakeExpert.saying("two", "!"))) {
            StepRequested first = run.begin("one", "two");
            CaptionFailed failed = (CaptionFailed) run.function.on(first);
            assertThat(failed.failure().kind()).isEqualTo(Kind.REFUSED);
            assertThat(failed.step()).isZero();
            assertThat(run.function.on(first)).isEqualTo(failed);
        }
    }

    @Test
    void aLastingFaultIsPassedByWhereTheStepWasOptional() {
        try (RunFixture run = new RunFixture(FakeExpert.failing("one", Kind.REFUSED), FakeExpert.saying("two", "!"))) {
            StepRequested first = run.begin(OnFailure.SKIP, "one", "two");
            assertThat(RunFixture.next(run.function.on(first)).slip().next()).isEqualTo("two");
        }
    }

    @Test
    void aStepThatAddsNothingSendsTheRunToItsEnd() {
        FakeExpert three = FakeExpert.saying("three", "Never.");
        try (RunFixture run =
                new RunFixture(FakeExpert.saying("one", "A circle."), FakeExpert.saying("two", "A  circle."), three)) {
            StepRequested second = RunFixture.next(run.function.on(run.begin("one", "two", "three")));
            StepRequested last = RunFixture.next(run.function.on(second));
            assertThat(last.slip().next()).isEqualTo("archive");
            assertThat(last.slip().step()).isEqualTo(3);
            assertThat(three.requests()).isEmpty();
        }
    }

    @Test
    void nothingIsBegunAfterTheDeadlineOrBeyondTheHops() {
        FakeExpert one = FakeExpert.saying("one", "A circle.");
        try (RunFixture run = new RunFixture(one)) {
            StepRequested first = run.begin("one");
            CaptionFailed late = (CaptionFailed) run.at(FakeEvents.DEADLINE).on(first);
            assertThat(late.failure().kind()).isEqualTo(Kind.TIMEOUT);

            Passage far = new Passage(17, FakeEvents.DEADLINE, Optional.empty(), Optional.empty());
            CaptionFailed circling =
                    (CaptionFailed) run.function.on(new StepRequested(first.run(), first.image(), first.slip(), far));
            assertThat(circling.failure().message()).contains("at most 16 hops");
            assertThat(one.requests()).isEmpty();
        }
    }

    @Test
    void whatWasDoneInTimeCountsEvenWhenItIsToldAgainTooLate() {
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."))) {
            StepRequested first = run.begin("one");
            Event next = run.function.on(first);
            assertThat(run.at(FakeEvents.DEADLINE.plusSeconds(1)).on(first)).isEqualTo(next);
        }
    }

    @Test
    void anImageThatIsGoneOrIsNoneFailsTheStep() {
        FakeExpert one = FakeExpert.saying("one", "A circle.");
        try (RunFixture run = new RunFixture(one)) {
            StepRequested first = run.begin("one");
            run.bucket.delete(FakeEvents.IMAGE.key());
            CaptionFailed failed = (CaptionFailed) run.function.on(first);
            assertThat(failed.failure().kind()).isEqualTo(Kind.UNREADABLE_IMAGE);
            assertThat(failed.failure().message()).contains("trip/a.jpg").contains("found none");
        }
        try (RunFixture run = new RunFixture(one)) {
            run.bucket.put(FakeEvents.IMAGE.key(), new byte[2_000]);
            CaptionFailed failed = (CaptionFailed) run.function.on(run.begin("one"));
            assertThat(failed.failure().kind()).isEqualTo(Kind.IMAGE_TOO_LARGE);
        }
        assertThat(one.requests()).isEmpty();
    }

    @Test
    void anImageReplacedDuringTheRunIsNotMixedWithTheOldOne() {
        FakeExpert two = FakeExpert.saying("two", "A star.");
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."), two)) {
            StepRequested second = RunFixture.next(run.function.on(run.begin("one", "two")));
            run.bucket.put(FakeEvents.IMAGE.key(), RunFixture.png(2));
            CaptionFailed failed = (CaptionFailed) run.function.on(second);
            assertThat(failed.failure().message()).contains("replaced during the run");
            assertThat(two.requests()).isEmpty();
        }
    }

    @Test
    void anEventOfNoRunFailsForGood() {
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."))) {
            CaptionFailed failed = (CaptionFailed) run.function.on(FakeEvents.first("one", "archive"));
            assertThat(failed.failure().message()).contains("expected step 1 in the store");
        }
    }

    @Test
    void aStoreThatCannotBeWrittenIsAPassingFault() {
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."))) {
            StepRequested first = run.begin("one");
            run.store.setFull(true);
            assertThatThrownBy(() -> run.function.on(first)).isInstanceOf(UncheckedIOException.class);
            run.store.setFull(false);
            assertThat(RunFixture.next(run.function.on(first)).slip().next()).isEqualTo("archive");
        }
    }

    @Test
    void aMemoryThatCannotBeReachedIsAPassingFault() {
        FakeObjectStore captions = new FakeObjectStore();
        captions.setFull(true);
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."));
                ChainRunner runner = new ChainRunner(
                        FakeExperts.of(FakeExpert.saying("one", "A circle.")),
                        new PassingMemory(new CaptionStore(captions)),
                        1)) {
            StepFunction function =
                    new StepFunction(run.runs, run.images, runner, Clock.fixed(RunFixture.NOW, ZoneOffset.UTC));
            StepRequested first = run.begin("one");
            assertThatThrownBy(() -> function.on(first)).isInstanceOf(PassingFault.class);
            captions.setFull(false);
            assertThat(RunFixture.next(function.on(first)).slip().next()).isEqualTo("archive");
        }
    }
}
