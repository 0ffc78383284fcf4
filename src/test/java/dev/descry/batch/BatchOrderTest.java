package dev.descry.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.Experts;
import dev.descry.dataset.Existing;
import dev.descry.dataset.Sidecars;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.FakeExpert;
import dev.descry.store.CaptionStore;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchOrderTest extends BatchFixture {
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @Test
    void severalModelsHereAreTakenStepByStepAndEverythingElseImageByImage() {
        assertThat(Order.of(Chain.of("a", "b"), name -> true)).isEqualTo(Order.BY_STEP);
        assertThat(Order.of(Chain.of("a", "a"), name -> true)).isEqualTo(Order.BY_IMAGE);
        assertThat(Order.of(Chain.of("a", "b"), "a"::equals)).isEqualTo(Order.BY_IMAGE);
    }

    @Test
    void stepByStepEveryModelSeesAllImagesAndIsFreedBeforeTheNextOneOpens() throws Exception {
        images(1, 2, 3);

        BatchReport report = runByStep(batch(Chain.of("a", "b"), Existing.SKIP), a, b);

        assertThat(report.progress().captioned()).isEqualTo(3);
        assertThat(log)
                .startsWith("find a")
                .endsWith("find b", "release b")
                .doesNotContainSubsequence("find b", "find a");
        assertThat(log.indexOf("release a")).isLessThan(log.indexOf("find b"));
        assertThat(photos.resolve("2.txt")).hasContent("A picture of 2. Sure.\n");
        assertThat(records()).hasSize(3).allSatisfy(record -> assertThat(record.get("steps"))
                .hasSize(2));
        try (Stream<java.nio.file.Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsOnly("photos", "captions.jsonl");
        }
    }

    @Test
    void aModelThatComesTwiceInARowStaysOpen() throws Exception {
        images(1, 2);

        runByStep(batch(Chain.of("a", "a", "b"), Existing.SKIP), a, b);

        assertThat(log).containsOnlyOnce("release a");
    }

    @Test
    void bothOrdersSayTheSame() throws Exception {
        images(1, 2, 3, 4);
        Files.createFile(photos.resolve("0-empty.jpg"));
        FakeExpert weak = FakeExpert.answering("b", request -> {
            if (number(request) == 3) {
                throw new dev.descry.expert.ExpertException(Kind.REFUSED, "no");
            }
            return request.prompt().previous().orElse("") + " Sure.";
        });

        BatchReport byStep = runByStep(batch(Chain.of("a", "b"), Existing.SKIP), a, weak);
        List<String> texts = texts();
        BatchReport byImage = run(batch(Chain.of("a", "b"), Existing.OVERWRITE), Sidecars.beside(), a, weak);

        assertThat(texts()).isEqualTo(texts);
        assertThat(byImage.problems()).isEqualTo(byStep.problems());
        assertThat(byStep.progress().captioned()).isEqualTo(3);
        assertThat(byStep.progress().failed()).isEqualTo(2);
        assertThat(a.requests()).hasSize(4);
    }

    @Test
    void aStoppedRunGoesOnWithoutAskingAgain() throws Exception {
        images(1, 2, 3);
        List<BatchRunner> self = new ArrayList<>();
        FakeExpert stopper = FakeExpert.answering("a", request -> {
            self.getFirst().stop();
            return "A picture of " + number(request) + ".";
        });
        try (ChainRunner chains = new ChainRunner(logged(stopper, b), new CaptionStore(objects), 4)) {
            Batch one = new Batch(files(), Chain.of("a", "b"), Existing.SKIP, java.util.OptionalLong.empty(), 1, false);
            self.add(new BatchRunner(
                    one.in(Order.BY_STEP), chains, Sidecars.beside(), folder.resolve("captions.jsonl")));
            assertThat(self.getFirst().run(BatchListener.NONE).stopped()).isTrue();
        }
        assertThat(b.requests()).isEmpty();

        BatchReport rest = runByStep(batch(Chain.of("a", "b"), Existing.SKIP), a, b);

        assertThat(rest.progress().captioned()).isEqualTo(3);
        assertThat(a.requests()).hasSizeLessThan(3);
        assertThat(rest.steps().getFirst().kept()).isEqualTo(3 - a.requests().size());
    }

    @Test
    void fieldsOfADatasetReachEveryStep() throws Exception {
        images(1, 2);
        Files.writeString(folder.resolve("m.jsonl"), """
                {"image": "photos/1.bmp", "tweet": "one"}
                {"image": "photos/2.bmp", "tweet": "two"}
                """);
        var template = dev.descry.caption.PromptTemplate.of("t", "Tweet: {tweet}");
        var later = dev.descry.caption.PromptTemplate.of("l", "{tweet} {description}");
        Chain chain = new Chain(
                "x",
                Chain.of("a", "b").steps().stream()
                        .map(step -> step.withPrompts(template, later))
                        .toList(),
                true);
        var manifest = dev.descry.dataset.Manifest.of(folder.resolve("m.jsonl"), java.util.Optional.empty());

        runByStep(new Batch(manifest, chain, Existing.SKIP, java.util.OptionalLong.empty(), 2, false), a, b);

        assertThat(a.requests())
                .extracting(request -> request.prompt().text())
                .containsExactlyInAnyOrder("Tweet: one", "Tweet: two");
        assertThat(b.requests())
                .extracting(request -> request.prompt().text())
                .containsExactlyInAnyOrder("one A picture of 1.", "two A picture of 2.");
        assertThat(records())
                .extracting(record -> record.path("fields").path("tweet").asText())
                .containsExactlyInAnyOrder("one", "two");
    }

    private List<String> texts() throws Exception {
        List<String> texts = new ArrayList<>();
        for (int number = 1; number <= 4; number++) {
            java.nio.file.Path file = photos.resolve(number + ".txt");
            texts.add(Files.exists(file) ? Files.readString(file) : "");
        }
        return texts;
    }

    private BatchReport runByStep(Batch batch, FakeExpert... experts) {
        try (ChainRunner chains = new ChainRunner(logged(experts), new CaptionStore(objects), 4)) {
            return new BatchRunner(batch.in(Order.BY_STEP), chains, Sidecars.beside(), folder.resolve("captions.jsonl"))
                    .run(BatchListener.NONE);
        }
    }

    private Experts logged(FakeExpert... experts) {
        Map<String, Expert> known = new java.util.HashMap<>();
        Set.of(experts).forEach(expert -> known.put(expert.name(), expert));
        return new Experts() {
            @Override
            public Expert find(String name) {
                log.add("find " + name);
                return java.util.Objects.requireNonNull(known.get(name));
            }

            @Override
            public void release(String name) {
                log.add("release " + name);
            }
        };
    }
}
