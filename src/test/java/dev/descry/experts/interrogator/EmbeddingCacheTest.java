package dev.descry.experts.interrogator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddingCacheTest {
    private static final TermList LIST = new TermList(
            "own", IntStream.range(0, 700).mapToObj(i -> "term " + i).toList());

    private final FormulaClip clip = new FormulaClip("made/up");

    @TempDir
    private Path folder;

    @Test
    void featuresAreEncodedOnceAndFoundAgain() {
        float[] image = clip.see(FormulaClip.picture("term 5"));
        float[] first;
        try (EmbeddingCache cache = new EmbeddingCache(folder)) {
            first = cache.table(clip, LIST).similarities(image);
        }
        try (EmbeddingCache cache = new EmbeddingCache(folder)) {
            assertThat(cache.table(clip, LIST).similarities(image)).isEqualTo(first);
        }
        assertThat(clip.encoded()).isEqualTo(700);
        assertThat(first[5]).isCloseTo(1, within(0.001f));
    }

    @Test
    void anotherModelOrAnEditedListMeetsNoOldFeatures() {
        try (EmbeddingCache cache = new EmbeddingCache(folder)) {
            cache.table(clip, LIST);
            cache.table(clip, new TermList("own", LIST.terms().subList(0, 10)));
            FormulaClip other = new FormulaClip("another");
            cache.table(other, LIST);
            assertThat(clip.encoded()).isEqualTo(710);
            assertThat(other.encoded()).isEqualTo(700);
        }
    }

    @Test
    void manyFirstUsersEncodeAListOnce() throws InterruptedException, ExecutionException {
        try (EmbeddingCache cache = new EmbeddingCache(folder);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<float[]>> features = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                features.add(threads.submit(() -> cache.table(clip, LIST).feature(3)));
            }
            for (Future<float[]> feature : features) {
                assertThat(feature.get()).isEqualTo(features.getFirst().get());
            }
        }
        assertThat(clip.encoded()).isEqualTo(700);
    }

    @Test
    void twoCachesOverOneFolderDoNotDisturbEachOther() {
        try (EmbeddingCache one = new EmbeddingCache(folder);
                EmbeddingCache two = new EmbeddingCache(folder)) {
            float[] expected = one.table(clip, LIST).feature(9);
            two.table(clip, LIST);
            assertThat(one.table(clip, LIST).feature(9)).isEqualTo(expected);
            assertThat(two.table(clip, LIST).feature(9)).isEqualTo(expected);
        }
    }

    @Test
    void aCutFileIsMadeAgain() throws IOException {
        try (EmbeddingCache cache = new EmbeddingCache(folder)) {
            cache.table(clip, LIST);
        }
        Path file;
        try (Stream<Path> files = Files.list(folder)) {
            file = files.findFirst().orElseThrow();
        }
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
        try (EmbeddingCache cache = new EmbeddingCache(folder)) {
            cache.table(clip, LIST);
        }
        assertThat(Files.readAllBytes(file)).isEqualTo(whole);
        assertThat(clip.encoded()).isEqualTo(1_400);
    }

    @Test
    void chunkedRankingOfTheOriginalsVocabularyKeepsTwoThousandAndThirtyFive() {
        TermList all = new TermList(
                "all", IntStream.range(0, 111_867).mapToObj(i -> "t" + i).toList());
        Clip narrow = new NarrowClip();
        try (EmbeddingCache cache = new EmbeddingCache(folder)) {
            LabelTable table = cache.table(narrow, all);
            assertThat(new CompatRanking(2_048).rank(List.of(table), new float[] {1, 0}, 2_048, false))
                    .hasSize(2_035);
            assertThat(Ranking.top(List.of(table), new float[] {1, 0}, 2_048, false))
                    .hasSize(2_048);
        }
    }
}
