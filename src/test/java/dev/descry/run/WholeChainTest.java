package dev.descry.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.chain.OnFailure;
import dev.descry.event.CaptionFailed;
import dev.descry.event.Event;
import dev.descry.event.EventFunction;
import dev.descry.event.FakeEvents;
import dev.descry.event.NamedFunction;
import dev.descry.event.RunId;
import dev.descry.event.StepRequested;
import dev.descry.event.broker.FakeCrashes;
import dev.descry.event.broker.MemoryBroker;
import dev.descry.event.broker.Trigger;
import dev.descry.event.broker.Triggers;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import dev.descry.image.ImageRef;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Runs from their first event to their last, over the broker in memory. */
class WholeChainTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<Event> told = Collections.synchronizedList(new ArrayList<>());

    @Test
    void aRunGoesThroughItsFunctionsToTheArchive() throws Exception {
        try (RunFixture run =
                new RunFixture(FakeExpert.saying("one", "A circle."), FakeExpert.saying("two", "A star."))) {
            play(triggers(run, "one", "two"), run.begin("one", "two"));
            assertThat(run.text("trip/a.txt")).hasValue("A star.\n");
            assertThat(told)
                    .extracting(event ->
                            event instanceof StepRequested asked ? asked.slip().next() : event.type())
                    .containsExactly("one", "two", "archive");
        }
    }

    @Test
    void aFunctionThatNeverAnswersIsPassedByWhereItsStepWasOptional() throws Exception {
        try (RunFixture run =
                new RunFixture(FakeExpert.saying("one", "A circle."), FakeExpert.failing("two", Kind.OVERLOADED))) {
            play(triggers(run, "one", "two"), run.begin(OnFailure.SKIP, "one", "two"));
            assertThat(run.text("trip/a.txt")).hasValue("A circle.\n");
            assertThat(run.text("trip/a.json").orElseThrow()).contains("found the status 500 in every attempt");
        }
    }

    @Test
    void aFunctionThatNeverAnswersFailsTheRunWhereItsStepWasNeeded() throws Exception {
        try (RunFixture run = new RunFixture(FakeExpert.failing("one", Kind.OVERLOADED))) {
            play(triggers(run, "one"), run.begin("one"));
            assertThat(told.getLast()).isInstanceOf(CaptionFailed.class);
            assertThat(run.runs
                            .transcript(FakeEvents.RUN)
                            .orElseThrow()
                            .path("outcome")
                            .asText())
                    .isEqualTo("failed");
        }
    }

    /** 10,000 notices, every tenth told twice, while a fifth of all deliveries end in a crash before or after the work. */
    @Test
    void tenThousandImagesEachHaveOneCaptionThoughFunctionsDieAllTheTime() throws Exception {
        FakeExpert one = FakeExpert.answering(
                "one", request -> "Image " + request.image().bytes()[8] + ".");
        try (RunFixture run = new RunFixture(one, FakeExpert.saying("two", "Checked."))) {
            List<NamedFunction> steps = List.of(named(run.function, "one"), named(run.function, "two"));
            List<Trigger> triggers = new FakeCrashes(7, 0.1).triggers(steps, named(run.archive, "archive"), 1_000);
            try (MemoryBroker broker = new MemoryBroker(triggers)) {
                for (int i = 0; i < 11_000; i++) {
                    int image = i % 10_000;
                    ImageRef ref = new ImageRef("fs", "photos", "i" + image + ".png", Optional.empty());
                    run.bucket.putIfAbsent(ref.key(), RunFixture.png(image));
                    broker.publish(run.begin(RunId.of(ref.key()), ref, OnFailure.SKIP, "one", "two"), "intake");
                }
                broker.awaitQuiet();
            }
            assertThat(IntStream.range(0, 10_000))
                    .allMatch(i -> run.bucket.get("i" + i + ".txt").isPresent())
                    .allMatch(
                            i -> run.runs.transcript(RunId.of("i" + i + ".png")).isPresent());
            assertThat(run.store.list("dead-letters/")).isEmpty();
            assertThat(run.text("i77.txt")).hasValue("Checked.\n");
            assertThat(run.text("i77.json").orElseThrow()).contains("Image 77.").doesNotContain("failed");
        }
    }

    private static void play(List<Trigger> triggers, StepRequested first) throws InterruptedException {
        try (MemoryBroker broker = new MemoryBroker(triggers)) {
            assertThat(broker.publish(first, "intake")).isEqualTo(202);
            broker.awaitQuiet();
        }
    }

    private List<Trigger> triggers(RunFixture run, String... functions) {
        List<NamedFunction> steps = List.of(functions).stream()
                .map(name -> named(run.function, name))
                .toList();
        return Triggers.of(steps, named(run.archive, "archive"), 2, Duration.ofMillis(1), LONG);
    }

    private NamedFunction named(EventFunction function, String name) {
        return new NamedFunction(
                name,
                (event, extensions) -> {
                    told.add(event);
                    return function.on(event, extensions);
                },
                Clock.systemUTC());
    }
}
