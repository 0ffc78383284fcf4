package dev.descry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The published values of the CLIPScore repository's example captions, to their four digits, and hand-worked cases. */
class MetricsTest {
    private static final Offset<Double> FOUR_DIGITS = within(0.00005);
    private static final List<String> CATS = List.of(
            "two cats are sleeping next to each other.",
            "a grey cat is cuddling with an orange cat on a blanket.",
            "the orange cat is happy that the black cat is close to it.");
    private static final List<String> DOG = List.of(
            "a dog is wearing ear muffs as it lies on a carpet.",
            "a black dog and an orange cat are looking at the photographer.",
            "headphones are placed on a dogs ears.");
    private static final List<Sample> GOOD = List.of(
            Sample.of("an orange cat and a grey cat are lying together.", CATS),
            Sample.of(
                    "a black dog wearing headphones looks at the camera as an orange cat walks in the background.",
                    DOG));
    private static final List<Sample> BAD = List.of(
            Sample.of("a calico cat and a white cat are lying together.", CATS),
            Sample.of("a black dog wearing a hat looks at the camera as a tabby walks in the background.", DOG));

    @Test
    void goodCaptionsScoreAsPublished() {
        assertThat(bleu(GOOD)).containsExactly(new double[] {.6667, .4899, .3469, 0}, FOUR_DIGITS);
        assertThat(rouge(GOOD)).isEqualTo(.4280, FOUR_DIGITS);
        assertThat(cider(GOOD)).isEqualTo(.5637, FOUR_DIGITS);
    }

    @Test
    void badCaptionsScoreAsPublished() {
        assertThat(bleu(BAD)).containsExactly(new double[] {.4815, .2404, .1359, 0}, FOUR_DIGITS);
        assertThat(rouge(BAD)).isEqualTo(.3121, FOUR_DIGITS);
        assertThat(cider(BAD)).isEqualTo(.2790, FOUR_DIGITS);
    }

    @Test
    void aRepeatedWordCountsOnlyAsOftenAsInOneReference() {
        // Papineni's own example: "the" stands at most twice in a reference, so 2 of 7 words are right.
        Sample sample =
                Sample.of("the the the the the the the", List.of("the cat is on the mat", "there is a cat on the mat"));

        assertThat(bleu(List.of(sample))[0]).isEqualTo(2.0 / 7, within(1e-12));
    }

    @Test
    void aCaptionShorterThanItsReferencePaysForIt() {
        Sample sample = Sample.of("a dog", List.of("a dog on grass"));

        assertThat(bleu(List.of(sample))[1]).isEqualTo(Math.exp(1 - 4.0 / 2), within(1e-12));
    }

    @Test
    void rougeFollowsTheLongestCommonSubsequence() {
        // police the gunman: 2 of 4 words in order, in both directions.
        Sample sample = Sample.of("police kill the gunman", List.of("the gunman killed police"));

        assertThat(RougeL.of(sample)).isEqualTo(0.5, within(1e-12));
    }

    @Test
    void ciderOfOneImageIsZero() {
        assertThat(cider(List.of(Sample.of("a dog", List.of("a dog"))))).isZero();
    }

    @Test
    void ciderOfTheReferenceItselfIsTen() {
        List<Sample> samples = List.of(
                Sample.of("a red ball on grass", List.of("a red ball on grass")),
                Sample.of("two cats asleep indoors", List.of("two cats asleep indoors")));

        assertThat(cider(samples)).isEqualTo(10, within(1e-12));
    }

    @Test
    void anEmptyCaptionScoresZeroEverywhere() {
        List<Sample> samples = List.of(Sample.of("...", List.of("a dog")), Sample.of("", List.of("a cat")));

        assertThat(bleu(samples)).containsOnly(0);
        assertThat(rouge(samples)).isZero();
        assertThat(cider(samples)).isZero();
    }

    @Test
    void withoutReferencesThereIsNothingToMeasure() {
        assertThatThrownBy(() -> Sample.of("a dog", List.of()))
                .hasMessage("references: expected one or more for an image, found none");
    }

    private static double[] bleu(List<Sample> samples) {
        Bleu bleu = new Bleu();
        samples.stream().map(SampleGrams::of).forEach(bleu::add);
        return bleu.scores();
    }

    private static double rouge(List<Sample> samples) {
        return samples.stream().mapToDouble(RougeL::of).average().orElseThrow();
    }

    private static double cider(List<Sample> samples) {
        CiderD cider = new CiderD();
        samples.stream().map(SampleGrams::of).forEach(cider::count);
        return samples.stream()
                .map(SampleGrams::of)
                .mapToDouble(cider::of)
                .average()
                .orElseThrow();
    }
}
