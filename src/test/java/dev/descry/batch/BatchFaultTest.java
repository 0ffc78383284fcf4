package dev.descry.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.chain.Chain;
import dev.descry.chain.OnFailure;
import dev.descry.chain.Retry;
import dev.descry.chain.Step;
import dev.descry.dataset.Existing;
import dev.descry.dataset.Sidecars;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchFaultTest extends BatchFixture {
    @Test
    void oneBadImageNeverEndsTheRunForTheOthers() throws Exception {
        images(1, 2);
        Files.createFile(photos.resolve("0-empty.jpg"));
        Files.writeString(photos.resolve("1-text.jpg"), "no image");
        Files.createSymbolicLink(photos.resolve("1-lost.jpg"), photos.resolve("nowhere"));

        BatchReport report = run(batch(Chain.of("a"), Existing.SKIP));

        assertThat(report.progress().captioned()).isEqualTo(2);
        assertThat(report.progress().failed()).isEqualTo(3);
        assertThat(problems(report, Problem.MISSING_IMAGE).count()).isEqualTo(1);
        BatchReport.Problems problems = problems(report, "unreadable_image");
        assertThat(problems.count()).isEqualTo(2);
        assertThat(problems.examples())
                .extracting(BatchReport.Example::message)
                .allSatisfy(message -> assertThat(message).startsWith("image: expected"));
        assertThat(records())
                .hasSize(5)
                .filteredOn(record -> record.has("error"))
                .hasSize(3)
                .allSatisfy(record -> assertThat(record.get("caption").isNull()).isTrue());
    }

    @Test
    void aMissingModelIsEveryImagesProblemToldOnce() throws Exception {
        images(1, 2, 3);

        BatchReport report = run(batch(Chain.of("lost"), Existing.SKIP));

        assertThat(report.progress().failed()).isEqualTo(3);
        assertThat(problems(report, "model_missing").count()).isEqualTo(3);
        assertThat(problems(report, "model_missing").examples()).hasSize(1);
    }

    @Test
    void anOutputThatCannotBeWrittenFailsBeforeAnExpertIsAsked() throws Exception {
        images(1, 2, 3);
        Path output = Files.writeString(folder.resolve("out"), "a file");

        BatchReport report = run(batch(Chain.of("a"), Existing.SKIP), Sidecars.in(output), a);

        assertThat(a.requests()).isEmpty();
        assertThat(report.problems()).containsOnlyKeys(Problem.UNWRITABLE_OUTPUT);
        assertThat(problems(report, Problem.UNWRITABLE_OUTPUT).examples()).hasSize(1);
    }

    @Test
    void aFileOfRecordsThatCannotBeOpenedIsOneMessage() throws Exception {
        images(1);
        Files.createDirectory(folder.resolve("captions.jsonl"));

        assertThatThrownBy(() -> run(batch(Chain.of("a"), Existing.SKIP)))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("captions.jsonl: expected a file that can be written");
        assertThat(a.requests()).isEmpty();
    }

    @Test
    void aFullDiskFailsItsImagesOneByOneAndTheNextRunDescribesThem() throws Exception {
        images(1, 2);
        objects.setFull(true);
        BatchReport full = run(batch(Chain.of("a"), Existing.SKIP));
        objects.setFull(false);

        BatchReport free = run(batch(Chain.of("a"), Existing.SKIP));

        assertThat(full.progress().failed()).isEqualTo(2);
        assertThat(problems(full, "fault").examples().getFirst().message()).contains("no space left");
        assertThat(free.progress().captioned()).isEqualTo(2);
        assertThat(records()).hasSize(2).noneMatch(record -> record.has("error"));
    }

    @Test
    void aSidecarThatCannotBeWrittenIsAFailureOnRecordAndNothingIsComputedAgain() throws Exception {
        images(1);
        Path blocked = Files.createDirectories(photos.resolve(".1.txt.descry"));
        Path inside = Files.createFile(blocked.resolve("somebody's"));

        BatchReport report = run(batch(Chain.of("a"), Existing.SKIP));
        assertThat(report.problems()).containsOnlyKeys(Problem.UNWRITABLE_OUTPUT);
        assertThat(records()).singleElement().satisfies(record -> {
            assertThat(record.get("caption").asText()).isEqualTo("A picture of 1.");
            assertThat(record.path("error").path("kind").asText()).isEqualTo("unwritable_output");
        });
        Files.delete(inside);
        Files.delete(blocked);
        run(batch(Chain.of("a"), Existing.FAILED));

        assertThat(a.requests()).hasSize(1);
        assertThat(photos.resolve("1.txt")).hasContent("A picture of 1.\n");
        assertThat(records()).singleElement().satisfies(record -> assertThat(record.has("error"))
                .isFalse());
    }

    @Test
    void aStoppedChainHasNoSidecarAndGoesOnWhereItFailed() throws Exception {
        images(1);
        FakeExpert weak = FakeExpert.failing("b", Kind.OVERLOADED);
        BatchReport failed = run(batch(Chain.of("a", "b"), Existing.SKIP), Sidecars.beside(), a, weak);

        assertThat(photos.resolve("1.txt")).doesNotExist();
        assertThat(failed.problems()).containsOnlyKeys("overloaded");
        run(batch(Chain.of("a", "b"), Existing.SKIP));

        assertThat(a.requests()).hasSize(1);
        assertThat(photos.resolve("1.txt")).hasContent("A picture of 1. Sure.\n");
    }

    @Test
    void aStepThatMayFailIsReportedAndTheImageIsDescribed() throws Exception {
        images(1);
        Step may = Step.of("b").withFailure(Retry.NONE, OnFailure.SKIP);
        Chain chain = new Chain("x", List.of(Step.of("a"), may), true);

        BatchReport report =
                run(batch(chain, Existing.SKIP), Sidecars.beside(), a, FakeExpert.failing("b", Kind.REFUSED));

        assertThat(report.progress().captioned()).isEqualTo(1);
        assertThat(report.problems()).containsOnlyKeys("refused");
        assertThat(photos.resolve("1.txt")).hasContent("A picture of 1.\n");
    }

    private static BatchReport.Problems problems(BatchReport report, String kind) {
        assertThat(report.problems()).containsKey(kind);
        return Objects.requireNonNull(report.problems().get(kind));
    }
}
