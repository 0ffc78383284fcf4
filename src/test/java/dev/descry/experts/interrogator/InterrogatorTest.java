package dev.descry.experts.interrogator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.caption.Phrase;
import dev.descry.image.Image;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The default behaviour over a made-up CLIP, beside the original's on the same terms. */
final class InterrogatorTest {
    private static final List<String> TERMS = terms(3_000);
    private static final Vocabulary VOCABULARY = Vocabulary.of(List.of(
            new TermList("mediums", List.of("a babake", "a kelili", "a monura")),
            new TermList("movements", List.of("sevozu", "dafeba", "timonu")),
            new TermList("flavors", TERMS),
            new TermList("negative", List.of("kezuzu", "vovomo lira"))));
    private static final List<String> CAPTIONS = List.of("babake likera monuti zuda", "ravo sefe dakeli", "nuti mo");

    private final FormulaClip clip = new FormulaClip("made/up");

    @TempDir
    private Path folder;

    private EmbeddingCache cache;
    private Interrogator interrogator;

    @BeforeEach
    void open() {
        cache = new EmbeddingCache(folder);
        interrogator = Interrogator.open(clip, VOCABULARY, cache);
    }

    @AfterEach
    void close() {
        cache.close();
    }

    @Test
    void bestIsNearerThanTheOriginalsAtATwentiethOfTheEncodings() {
        double nearer = 0;
        for (String caption : CAPTIONS) {
            Match match = new Match(clip, clip.see(picture(caption)));
            LabelTable table = cache.table(clip, new TermList("flavors", TERMS));
            List<String> phrases = new CompatRanking(2_048)
                    .rank(List.of(table), match.image(), 2_048, false).stream()
                            .map(Ranking.Ranked::text)
                            .toList();
            String original = new CompatChain(match, false, 8, 32).from(caption, match.similarity(caption), phrases);
            int originalEncodings = match.encodings();

            Interrogation found = interrogator.interrogate(Mode.BEST, picture(caption), caption, () -> false);

            nearer += found.similarity() - match.similarity(original);
            assertThat(found.encodings()).isLessThan(65_000 / 20).isLessThan(originalEncodings / 5);
        }
        assertThat(nearer).isPositive();
    }

    @Test
    void bestBeginsWithTheCaptionAndIsTheNearestTextOfAllItTried() {
        String caption = CAPTIONS.getFirst();
        Interrogation fast = interrogator.interrogate(Mode.FAST, picture(caption), caption, () -> false);
        Interrogation best = interrogator.interrogate(Mode.BEST, picture(caption), caption, () -> false);
        assertThat(best.text()).startsWith(caption + ", ");
        assertThat(best.similarity()).isGreaterThanOrEqualTo(fast.similarity());
        assertThat(best.phrases()).isNotEmpty().allSatisfy(phrase -> assertThat(best.text())
                .contains(phrase.text()));
    }

    @Test
    void fastTakesTheNearestTermsOfAllListsButTheNegativeOne() {
        String caption = CAPTIONS.get(1);
        Interrogation fast = interrogator.interrogate(Mode.FAST, picture(caption), caption, () -> false);
        float[] image = clip.see(picture(caption));
        List<String> nearest = new ArrayList<>(TERMS);
        Collections.addAll(nearest, "a babake", "a kelili", "a monura", "sevozu", "dafeba", "timonu");
        nearest.sort((a, b) -> Float.compare(similarity(b, image), similarity(a, image)));
        assertThat(fast.phrases().getFirst().text()).isEqualTo(nearest.getFirst());
        assertThat(fast.text()).startsWith(caption + ", " + nearest.getFirst());
        assertThat(clip.full(fast.text())).isFalse();
        assertThat(fast.encodings()).isEqualTo(1);
    }

    @Test
    void negativeFindsTextsThatAreFartherThanAnySinglePhrase() {
        Image image = picture(CAPTIONS.getFirst());
        Interrogation negative = interrogator.interrogate(Mode.NEGATIVE, image, "", () -> false);
        float[] seen = clip.see(image);
        double farthest =
                TERMS.stream().mapToDouble(term -> similarity(term, seen)).min().orElseThrow();
        assertThat(negative.phrases()).hasSizeGreaterThan(1);
        assertThat(negative.similarity()).isLessThan((float) farthest);
    }

    @Test
    void classicPutsTheNearestOfEachListInTheOriginalsOrder() {
        Interrogation classic = interrogator.interrogate(Mode.CLASSIC, picture("ravo sefe"), "ravo sefe", () -> false);
        assertThat(classic.phrases()).extracting(Phrase::list).startsWith("mediums", "movements", "flavors");
        assertThat(classic.phrases()).hasSize(5);
    }

    @Test
    void classicLeavesOutAMediumTheCaptionBeginsWith() {
        String caption = "a kelili of ravo";
        Interrogation classic = interrogator.interrogate(Mode.CLASSIC, picture("a kelili"), caption, () -> false);
        assertThat(classic.phrases()).extracting(Phrase::text).doesNotContain("a kelili");
    }

    @Test
    void analysisNamesEveryListWithSimilarities() {
        Interrogation analysis = interrogator.interrogate(Mode.ANALYSE, picture("ravo"), "", () -> false);
        assertThat(analysis.text().lines()).hasSize(4).allMatch(line -> line.matches("[a-z]+: .* \\(-?0\\.\\d{3}\\)"));
        assertThat(analysis.encodings()).isZero();
    }

    @Test
    void customRanksTheUsersTermsWithoutACaption() {
        Interrogator own = Interrogator.open(
                clip, Vocabulary.of(List.of(new TermList("mine", List.of("ravo", "kezuzu", "sefe dake")))), cache);
        Interrogation custom = own.interrogate(Mode.CUSTOM, picture("ravo"), "", () -> false);
        Phrase nearest = custom.phrases().getFirst();
        assertThat(nearest.text()).isEqualTo("ravo");
        assertThat(custom.similarity()).isEqualTo((float) nearest.similarity());
    }

    @Test
    void anUnknownModeListsTheModes() {
        assertThatThrownBy(() -> Mode.of("slow"))
                .hasMessage("clip-interrogator mode: expected one of caption, classic, fast, best, negative, analyse, "
                        + "custom, found slow");
    }

    private float similarity(String text, float[] image) {
        return LabelTable.dot(clip.read(List.of(text)).getFirst(), 0, image);
    }

    private static Image picture(String caption) {
        return FormulaClip.picture(caption + " zufe kelira nuba semo vo");
    }

    private static List<String> terms(int count) {
        Random random = new Random(3);
        List<String> syllables = List.of("ba", "ke", "li", "mo", "nu", "ra", "se", "ti", "vo", "zu", "da", "fe");
        List<String> words = IntStream.range(0, 300)
                .mapToObj(i -> syllables.get(random.nextInt(12))
                        + syllables.get(random.nextInt(12))
                        + syllables.get(random.nextInt(12)))
                .toList();
        return random.ints(count * 2L)
                .mapToObj(seed -> phrase(new Random(seed), words))
                .distinct()
                .limit(count)
                .toList();
    }

    private static String phrase(Random random, List<String> words) {
        return String.join(
                " ",
                IntStream.range(0, 1 + random.nextInt(4))
                        .mapToObj(i -> words.get(random.nextInt(words.size())))
                        .toList());
    }
}
