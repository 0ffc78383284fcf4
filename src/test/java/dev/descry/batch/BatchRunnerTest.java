package dev.descry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.dataset.Existing;
import dev.descry.dataset.Sidecars;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchRunnerTest extends BatchFixture {
    @Test
    void everyImageGetsItsSidecarAndItsRecord() throws Exception {
        images(1, 2, 3);

        BatchReport report = run(batch(Chain.of("a", "b"), Existing.SKIP));

        assertThat(report.progress().captioned()).isEqualTo(3);
        assertThat(report.problems()).isEmpty();
        assertThat(photos.resolve("2.txt")).hasContent("A picture of 2. Sure.\n");
        assertThat(records()).hasSize(3).allSatisfy(record -> {
            assertThat(record.get("steps")).hasSize(2);
            assertThat(record.get("image").asText()).startsWith(photos.toString());
        });
    }

    @Test
    void aSecondRunSkipsWhatHasACaption() throws Exception {
        images(1, 2);
        Files.writeString(photos.resolve("1.txt"), "by hand");

        run(batch(Chain.of("a"), Existing.SKIP));
        BatchReport again = run(batch(Chain.of("a"), Existing.SKIP));

        assertThat(again.progress().skipped()).isEqualTo(2);
        assertThat(a.requests()).hasSize(1);
        assertThat(photos.resolve("1.txt")).hasContent("by hand");
        assertThat(records()).hasSize(1);
    }

    @Test
    void aSecondRunThatAppendsAddsNothingTwice() throws Exception {
        images(1);
        Files.writeString(photos.resolve("1.txt"), "by hand");

        run(batch(Chain.of("a"), Existing.APPEND));
        run(batch(Chain.of("a"), Existing.APPEND));

        assertThat(photos.resolve("1.txt")).hasContent("by hand\nA picture of 1.\n");
        assertThat(a.requests()).hasSize(1);
        assertThat(records()).hasSize(1);
    }

    @Test
    void onlyFailedOrNeverDescribedImagesAreTakenWhenAskedFor() throws Exception {
        images(1, 2, 3);
        Files.writeString(photos.resolve("3.txt"), "by hand");
        FakeExpert moody = FakeExpert.answering("a", request -> {
            if (number(request) == 2) {
                throw new ExpertException(Kind.REFUSED, "no");
            }
            return "First.";
        });
        run(batch(Chain.of("a"), Existing.SKIP), Sidecars.beside(), moody);
        images(4);

        BatchReport report = run(batch(Chain.of("a"), Existing.FAILED));

        assertThat(a.requests()).extracting(BatchFixture::number).containsExactlyInAnyOrder(2, 4);
        assertThat(report.progress().skipped()).isEqualTo(2);
        assertThat(photos.resolve("1.txt")).hasContent("First.\n");
        assertThat(photos.resolve("2.txt")).hasContent("A picture of 2.\n");
        assertThat(records()).hasSize(3).noneMatch(record -> record.has("error"));
    }

    @Test
    void theSameBytesTwiceAreDescribedOnce() throws Exception {
        images(7);
        for (int i = 0; i < 9; i++) {
            Files.copy(photos.resolve("7.bmp"), photos.resolve("copy" + i + ".bmp"));
        }

        BatchReport report = run(batch(Chain.of("a", "b"), Existing.SKIP));

        assertThat(report.progress().captioned()).isEqualTo(10);
        assertThat(a.requests()).hasSize(1);
        assertThat(b.requests()).hasSize(1);
    }

    @Test
    void noMoreImagesAreUnderWayThanAllowed() throws Exception {
        images(1, 2, 3, 4, 5, 6, 7, 8, 9);
        Batch two = new Batch(files(), Chain.of("a"), Existing.SKIP, OptionalLong.empty(), 2, false);
        FakeExpert network = new FakeExpert("a", Expert.Place.NETWORK)
                .then((request, cancellation) -> "A picture of " + number(request));

        run(two, Sidecars.beside(), network);

        assertThat(network.mostCallsAtOnce()).isBetween(1, 2);
        assertThat(network.requests()).hasSize(9);
    }

    @Test
    void aLimitCountsImagesThatAreTaken() throws Exception {
        images(1, 2, 3, 4);
        Files.writeString(photos.resolve("1.txt"), "by hand");

        BatchReport report = run(new Batch(files(), Chain.of("a"), Existing.SKIP, OptionalLong.of(2), 1, false));

        assertThat(report.progress().captioned()).isEqualTo(2);
        assertThat(photos.resolve("3.txt")).exists();
        assertThat(photos.resolve("4.txt")).doesNotExist();
    }

    @Test
    void aDryRunTellsAndTouchesNothing() throws Exception {
        images(1, 2);
        Files.writeString(photos.resolve("1.txt"), "by hand");
        List<String> told = new ArrayList<>();

        try (ChainRunner chains = chains(a)) {
            new BatchRunner(
                            new Batch(files(), Chain.of("a"), Existing.SKIP, OptionalLong.empty(), 1, true),
                            chains,
                            Sidecars.beside(),
                            folder.resolve("captions.jsonl"))
                    .run((image, outcome, progress) -> told.add(image.relative() + " " + outcome));
        }

        assertThat(told)
                .containsExactly("1.bmp Skipped[reason=has a caption]", "2.bmp Skipped[reason=would be described]");
        assertThat(folder.resolve("captions.jsonl")).doesNotExist();
        assertThat(a.requests()).isEmpty();
    }

    @Test
    void stoppingFinishesImagesUnderWayAndTakesNoMore() throws Exception {
        images(1, 2, 3, 4);
        List<BatchRunner> self = new CopyOnWriteArrayList<>();
        FakeExpert stopper = FakeExpert.answering("a", request -> {
            self.getFirst().stop();
            return "Stopped in the middle.";
        });
        Batch one = new Batch(files(), Chain.of("a"), Existing.SKIP, OptionalLong.empty(), 1, false);

        try (ChainRunner chains = chains(stopper)) {
            self.add(new BatchRunner(one, chains, Sidecars.beside(), folder.resolve("captions.jsonl")));
            BatchReport report = self.getFirst().run(BatchListener.NONE);

            assertThat(report.stopped()).isTrue();
            assertThat(report.progress().captioned()).isBetween(1L, 2L);
        }
        assertThat(photos.resolve("1.txt")).hasContent("Stopped in the middle.\n");
        assertThat(photos.resolve("4.txt")).doesNotExist();
    }

    @Test
    void progressTellsRateAndTimeLeft() {
        Progress progress = new Progress(6, 2, 2, OptionalLong.of(30), 2, 16, Spent.NOTHING, Duration.ofSeconds(4));

        assertThat(progress.done()).isEqualTo(10);
        assertThat(progress.imagesPerSecond()).isEqualTo(2);
        assertThat(progress.left()).contains(Duration.ofSeconds(10));
        assertThat(new Progress(0, 0, 0, OptionalLong.empty(), 2, 0, Spent.NOTHING, Duration.ZERO).left())
                .isEmpty();
    }
}
