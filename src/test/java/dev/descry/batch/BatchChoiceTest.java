package dev.descry.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.caption.PromptTemplate;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.dataset.Existing;
import dev.descry.dataset.SidecarForm;
import dev.descry.dataset.Sidecars;
import dev.descry.dataset.Variants;
import dev.descry.dataset.table.Tables;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which images are described, into which files, and what the report says of it. */
@Timeout(60)
class BatchChoiceTest extends BatchFixture {
    @Test
    void onlyWhatAnotherQuestionWouldChangeIsDescribedAnew() throws Exception {
        images(1, 2);
        Chain chain = Chain.of("a");
        run(batch(chain, Existing.SKIP));
        Files.writeString(photos.resolve("1.txt"), "edited by hand");
        images(3);

        BatchReport same = run(batch(chain, Existing.CHANGED));
        assertThat(same.skipped()).containsEntry("unchanged", 2L);
        assertThat(same.progress().captioned()).isEqualTo(1);
        assertThat(photos.resolve("1.txt")).hasContent("edited by hand");

        Chain other = new Chain(
                "x",
                List.of(chain.steps()
                        .getFirst()
                        .withPrompts(
                                PromptTemplate.of("mine", "What is it?"),
                                chain.steps().getFirst().later())),
                true);
        BatchReport changed = run(batch(other, Existing.CHANGED));
        assertThat(changed.progress().captioned()).isEqualTo(3);
        assertThat(photos.resolve("1.txt")).hasContent("A picture of 1.\n");

        BatchReport back = run(batch(chain, Existing.CHANGED));
        assertThat(back.progress().captioned()).isEqualTo(3);
        assertThat(a.requests()).hasSize(6);
    }

    @Test
    void aSampleIsDrawnFromWhatIsLeftAndIsTheSameEveryTime() throws Exception {
        images(1, 2, 3, 4, 5, 6, 7, 8, 9);
        Files.writeString(photos.resolve("1.txt"), "by hand");

        BatchReport report = run(batch(Chain.of("a"), Existing.SKIP).sampling(3));
        List<Integer> first =
                a.requests().stream().map(BatchFixture::number).sorted().toList();

        assertThat(report.progress().captioned()).isEqualTo(3);
        assertThat(first).doesNotContain(1).doesNotHaveDuplicates();
        run(batch(Chain.of("a"), Existing.OVERWRITE).sampling(3), Sidecars.in(folder.resolve("out")), a);
        assertThat(a.requests().stream().map(BatchFixture::number).distinct()).hasSizeLessThanOrEqualTo(6);
    }

    @Test
    void aDryRunWithASampleEstimatesAndKeepsWhatItPaidFor() throws Exception {
        images(1, 2, 3, 4);
        Files.createSymbolicLink(photos.resolve("5.bmp"), photos.resolve("nowhere"));
        Batch all = batch(Chain.of("a"), Existing.SKIP);
        Batch dry = new Batch(
                all.images(),
                all.chain(),
                all.existing(),
                all.limit(),
                java.util.OptionalInt.of(2),
                2,
                Order.BY_IMAGE,
                NearDuplicates.IGNORE,
                true);

        BatchReport report = run(dry);

        Estimate estimate = report.estimate().orElseThrow();
        assertThat(estimate.images()).isEqualTo(4);
        assertThat(estimate.basis()).isEqualTo(2);
        assertThat(estimate.spent().tokens()).isEqualTo(16);
        assertThat(report.problems()).containsOnlyKeys(Problem.MISSING_IMAGE);
        assertThat(folder.resolve("captions.jsonl")).doesNotExist();
        assertThat(photos.resolve("1.txt")).doesNotExist();
        run(all);
        assertThat(a.requests()).hasSize(4);
    }

    @Test
    void aDryRunWithoutASampleReckonsFromEarlierRecordsAndAsksNobody() throws Exception {
        images(1, 2);
        run(batch(Chain.of("a"), Existing.SKIP));
        images(3, 4, 5);

        BatchReport report = run(new Batch(files(), Chain.of("a"), Existing.SKIP, OptionalLong.empty(), 2, true));
        BatchReport other = run(new Batch(files(), Chain.of("b"), Existing.SKIP, OptionalLong.empty(), 2, true));

        assertThat(report.estimate()).hasValueSatisfying(estimate -> {
            assertThat(estimate.images()).isEqualTo(3);
            assertThat(estimate.basis()).isEqualTo(2);
            assertThat(estimate.spent().tokens()).isEqualTo(12);
        });
        assertThat(other.estimate()).isEmpty();
        assertThat(a.requests()).hasSize(2);
    }

    @Test
    void aSpentBudgetEndsTheRunAndTheRestWaits() throws Exception {
        images(1, 2, 3, 4, 5);
        FakeExpert poor = FakeExpert.answering("a", request -> {
            if (number(request) > 2) {
                throw new ExpertException(Kind.BUDGET_SPENT, "budget: spent");
            }
            return "A picture of " + number(request) + ".";
        });
        Batch one = new Batch(files(), Chain.of("a"), Existing.SKIP, OptionalLong.empty(), 1, false);

        BatchReport report = run(one, Sidecars.beside(), poor);

        assertThat(report.budgetSpent()).isTrue();
        assertThat(report.progress().captioned()).isEqualTo(2);
        assertThat(poor.requests()).hasSizeBetween(3, 4);
        assertThat(run(batch(Chain.of("a"), Existing.SKIP)).progress().captioned())
                .isEqualTo(3);
    }

    @Test
    void imagesThatLookAlikeAreReportedOrDescribedOnce() throws Exception {
        Path samples = Path.of("samples/photos");
        Files.copy(samples.resolve("cat.jpg"), photos.resolve("a.jpg"));
        Files.copy(samples.resolve("cat.jpg"), photos.resolve("b.jpg"));
        byte[] padded = java.util.Arrays.copyOf(Files.readAllBytes(samples.resolve("cat.jpg")), 1_000_000);
        Files.write(photos.resolve("c.jpg"), padded);
        Files.copy(Path.of("samples/scene-1.png"), photos.resolve("d.png"));
        FakeExpert any = FakeExpert.answering("a", request -> "A cat.");

        BatchReport told = run(batch(Chain.of("a"), Existing.SKIP).with(NearDuplicates.REPORT), Sidecars.beside(), any);
        BatchReport once = run(
                batch(Chain.of("a"), Existing.SKIP).with(NearDuplicates.ONCE), Sidecars.in(folder.resolve("out")), any);

        assertThat(told.identical()).isEqualTo(1);
        assertThat(told.nearDuplicates().count()).isEqualTo(1);
        assertThat(told.progress().captioned()).isEqualTo(4);
        assertThat(once.skipped()).containsEntry("near-duplicate", 1L);
        assertThat(once.progress().captioned()).isEqualTo(3);
    }

    @Test
    void severalCaptionsOfAnImageHaveSeedsFilesAndRecordsOfTheirOwn() throws Exception {
        images(1);
        FakeExpert seeded = FakeExpert.answering(
                "a", request -> "Seed " + request.decoding().seed() + ".");
        Batch twice = new Batch(new Variants(files(), 2), Chain.of("a"), Existing.SKIP, OptionalLong.empty(), 2, false);

        run(twice, Sidecars.beside(), seeded);
        BatchReport again = run(twice, Sidecars.beside(), seeded);

        assertThat(photos.resolve("1.txt")).hasContent("Seed 0.\n");
        assertThat(photos.resolve("1.2.txt")).hasContent("Seed 1.\n");
        assertThat(records()).hasSize(2);
        assertThat(again.progress().skipped()).isEqualTo(2);
        assertThat(again.identical()).isZero();
    }

    @Test
    void everyWishedFormIsWritten() throws Exception {
        images(1);
        Outputs outputs = new Outputs(
                List.of(
                        Sidecars.beside(),
                        Sidecars.beside().as(SidecarForm.CAPTION),
                        Sidecars.beside().as(SidecarForm.XMP)),
                new Wording("photo, ", "!", true, true),
                folder.resolve("captions.jsonl"),
                Set.of(Tables.Form.values()));

        try (ChainRunner chains = chains(a, b)) {
            new BatchRunner(batch(Chain.of("a", "b"), Existing.SKIP), chains, outputs).run(BatchListener.NONE);
        }

        String text = "[Description]\nphoto, A picture of 1.!\n\nphoto, A picture of 1. Sure.!";
        assertThat(photos.resolve("1.txt")).hasContent(text + "\n");
        assertThat(photos.resolve("1.caption")).hasContent(text + "\n");
        assertThat(photos.resolve("1.xmp")).content().contains("photo, A picture of 1. Sure.!", "x-default");
        assertThat(folder.resolve("captions.csv")).content().contains("\"photo, A picture of 1. Sure.!\"");
        assertThat(folder.resolve("captions.parquet")).isNotEmptyFile();
        assertThat(folder.resolve("captions-000000.tar")).isNotEmptyFile();
    }

    @Test
    void withoutFilesBesideImagesTheRecordsTellWhatIsDone() throws Exception {
        images(1, 2);
        Outputs outputs = new Outputs(List.of(), Wording.PLAIN, folder.resolve("captions.jsonl"), Set.of());
        for (int i = 0; i < 2; i++) {
            try (ChainRunner chains = chains(a)) {
                new BatchRunner(batch(Chain.of("a"), Existing.SKIP), chains, outputs).run(BatchListener.NONE);
            }
        }

        assertThat(photos.resolve("1.txt")).doesNotExist();
        assertThat(a.requests()).hasSize(2);
    }

    @Test
    void aFieldThatNoImageHasIsRefusedBeforeAnythingIsRead() throws Exception {
        images(1);
        Chain chain = new Chain(
                "x",
                List.of(Chain.of("a")
                        .steps()
                        .getFirst()
                        .withPrompts(
                                PromptTemplate.of("m", "{tweet}"),
                                Chain.of("a").steps().getFirst().later())),
                true);

        assertThatThrownBy(() -> run(batch(chain, Existing.SKIP)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("{tweet}");
        assertThat(folder.resolve("captions.jsonl")).doesNotExist();
    }

    @Test
    void theReportTellsWhatEveryStepDid() throws Exception {
        images(1, 2);
        FakeExpert weak = FakeExpert.failing("b", Kind.OVERLOADED);
        run(batch(Chain.of("a"), Existing.SKIP));

        BatchReport report = run(batch(Chain.of("a", "b"), Existing.OVERWRITE), Sidecars.beside(), a, weak);
        JsonNode json = ReportJson.write(report);

        assertThat(json.path("failed").asInt()).isEqualTo(2);
        assertThat(json.path("steps").path(0).path("kept").asInt()).isEqualTo(2);
        assertThat(json.path("steps").path(0).path("written").asInt()).isZero();
        assertThat(json.path("steps").path(1).path("failed").asInt()).isEqualTo(2);
        assertThat(json.path("problems").path("overloaded").path("count").asInt())
                .isEqualTo(2);
        assertThat(report.progress().left()).contains(Duration.ZERO);
    }
}
