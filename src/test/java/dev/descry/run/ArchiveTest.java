package dev.descry.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.chain.OnFailure;
import dev.descry.event.CaptionCompleted;
import dev.descry.event.CaptionFailed;
import dev.descry.event.Event;
import dev.descry.event.FakeEvents;
import dev.descry.event.RunId;
import dev.descry.event.StepRequested;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import dev.descry.image.ImageId;
import dev.descry.image.ImageRef;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArchiveTest {
    private static final Map<String, String> DEAD = Map.of(
            "next", "two",
            "knativeerrordest", "http://two/",
            "knativeerrorcode", "503",
            "knativeerrordata", Base64.getEncoder().encodeToString("busy".getBytes(StandardCharsets.UTF_8)));

    @Test
    void theCaptionLiesBesideTheImageAndTheTranscriptInTheStore() {
        try (RunFixture run =
                new RunFixture(FakeExpert.saying("one", "A circle."), FakeExpert.saying("two", "A star."))) {
            CaptionCompleted completed = (CaptionCompleted) archived(run, run.begin("one", "two"));
            assertThat(completed.caption()).isEqualTo("A star.");
            assertThat(completed.imageId()).isEqualTo(ImageId.of(RunFixture.png(1)));
            assertThat(completed.sidecar()).hasValue("trip/a.txt");
            assertThat(run.text("trip/a.txt")).hasValue("A star.\n");
            assertThat(run.text("trip/a.json").orElseThrow()).contains("\"A circle.\"", "\"captioned\"");
            assertThat(run.runs
                            .transcript(completed.run())
                            .orElseThrow()
                            .path("caption")
                            .asText())
                    .isEqualTo("A star.");
        }
    }

    @Test
    void toldTwiceItDoesOnceAndTellsTheSame() {
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."))) {
            StepRequested asked = run.toTheArchive(run.begin("one"));
            Event completed = run.archive.on(asked);
            assertThat(run.archive.on(asked)).isEqualTo(completed);
        }
    }

    @Test
    void anOldRunToldAgainDoesNotOverwriteANewerOne() {
        FakeExpert one = FakeExpert.saying("one", "Old.", "New.");
        try (RunFixture run = new RunFixture(one)) {
            StepRequested old = run.toTheArchive(run.begin("one"));
            run.archive.on(old);
            archived(run, run.begin(new RunId("newer"), FakeEvents.IMAGE, OnFailure.STOP, "one"));
            run.archive.on(old);
            assertThat(run.text("trip/a.txt")).hasValue("New.\n");
        }
    }

    @Test
    void aTextThatSomebodyWroteStays() {
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."))) {
            run.bucket.put("trip/a.txt", "My own words.".getBytes(StandardCharsets.UTF_8));
            CaptionCompleted completed = (CaptionCompleted) archived(run, run.begin("one"));
            assertThat(completed.sidecar()).isEmpty();
            assertThat(run.text("trip/a.txt")).hasValue("My own words.");
        }
    }

    @Test
    void twoImagesOfOneStemHaveATextEach() {
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "First.", "Second."))) {
            archived(run, run.begin("one"));
            ImageRef other = new ImageRef("fs", "photos", "trip/a.png", Optional.empty());
            run.bucket.put(other.key(), RunFixture.png(2));
            CaptionCompleted completed =
                    (CaptionCompleted) archived(run, run.begin(new RunId("other"), other, OnFailure.STOP, "one"));
            assertThat(completed.sidecar()).hasValue("trip/a.png.txt");
            assertThat(run.text("trip/a.txt")).hasValue("First.\n");
            assertThat(run.text("trip/a.png.txt")).hasValue("Second.\n");
        }
    }

    @Test
    void nothingIsWrittenBesideAnImageThatWasReplacedOrWhereItIsNotAllowed() {
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."))) {
            StepRequested asked = run.toTheArchive(run.begin("one"));
            assertThat(((CaptionCompleted) new Archive(run.runs, run.images, false).on(asked)).sidecar())
                    .isEmpty();
            run.bucket.put(FakeEvents.IMAGE.key(), RunFixture.png(2));
            assertThat(((CaptionCompleted) run.archive.on(asked)).sidecar()).isEmpty();
            assertThat(run.bucket.get("trip/a.txt")).isEmpty();
        }
    }

    @Test
    void aFailedRunKeepsWhatItsStepsSaid() {
        try (RunFixture run =
                new RunFixture(FakeExpert.saying("one", "A circle."), FakeExpert.failing("two", Kind.REFUSED))) {
            Event failed = run.function.on(RunFixture.next(run.function.on(run.begin("one", "two", "three"))));
            assertThat(run.archive.on(failed, Map.of())).isEmpty();
            var transcript = run.runs.transcript(FakeEvents.RUN).orElseThrow();
            assertThat(transcript.path("outcome").asText()).isEqualTo("failed");
            assertThat(transcript.path("steps"))
                    .extracting(step -> step.path("outcome").asText())
                    .containsExactly("captioned", "failed", "skipped");
            assertThat(run.bucket.get("trip/a.txt")).isEmpty();
        }
    }

    @Test
    void aDeadLetterOfAnOptionalStepLetsTheRunGoOn() {
        try (RunFixture run =
                new RunFixture(FakeExpert.saying("one", "A circle."), FakeExpert.saying("three", "A star."))) {
            StepRequested second = RunFixture.next(run.function.on(run.begin(OnFailure.SKIP, "one", "two", "three")));
            StepRequested third = RunFixture.next(run.archive.on(second, DEAD).orElseThrow());
            assertThat(third.slip().next()).isEqualTo("three");
            CaptionCompleted completed = (CaptionCompleted) archived(run, third);
            assertThat(completed.caption()).isEqualTo("A star.");
            assertThat(run.text("trip/a.json").orElseThrow())
                    .contains("function two: expected an answer, found the status 503 in every attempt: busy");
        }
    }

    @Test
    void aDeadLetterOfANeededStepFailsTheRun() {
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."))) {
            StepRequested second = RunFixture.next(run.function.on(run.begin("one", "two")));
            CaptionFailed failed = (CaptionFailed) run.archive.on(second, DEAD).orElseThrow();
            assertThat(failed.failure().kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(run.archive.on(second, DEAD)).hasValue(failed);
        }
    }

    @Test
    void aDeadLetterOfAStepThatWasDoneAfterAllGoesOnWithItsResult() {
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."))) {
            StepRequested first = run.begin("one");
            Event next = run.function.on(first);
            assertThat(run.archive.on(first, DEAD)).hasValue(next);
        }
    }

    @Test
    void aRunWithoutAReadableImageHasATranscriptToo() {
        try (RunFixture run = new RunFixture(FakeExpert.saying("one", "A circle."))) {
            StepRequested first = run.begin(OnFailure.SKIP, "one");
            run.bucket.delete(FakeEvents.IMAGE.key());
            CaptionFailed failed = (CaptionFailed) archived(run, first);
            assertThat(failed.failure().kind()).isEqualTo(Kind.UNREADABLE_IMAGE);
            var transcript = run.runs.transcript(FakeEvents.RUN).orElseThrow();
            assertThat(transcript.path("imageId").isNull()).isTrue();
            assertThat(transcript.path("steps")).hasSize(1);
        }
    }

    private static Event archived(RunFixture run, StepRequested first) {
        return run.archive.on(run.toTheArchive(first), Map.of()).orElseThrow();
    }
}
