package dev.descry.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.image.Image;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final Image IMAGE = Image.of(new byte[] {'B', 'M', 1});

    private final FakeScorer scorer = new FakeScorer("boat", "lake");

    @Test
    void sentencesThatTheImageDoesNotShowAreRemovedAndKeptInTheRecord() {
        Verification judged =
                Judge.of(scorer).verify(IMAGE, "A boat is at the shore. A dog sleeps in it.\n\nThe lake is calm.");

        assertThat(judged.kept()).isEqualTo("A boat is at the shore. The lake is calm.");
        assertThat(judged.removed()).hasSize(1);
        Verdict removed = judged.removed().getFirst();
        assertThat(removed.segment().text()).isEqualTo("A dog sleeps in it.");
        assertThat(removed.similarity().value()).isEqualTo(FakeScorer.LOW);
        assertThat(judged.caption()
                        .substring(removed.segment().start(), removed.segment().end()))
                .isEqualTo(removed.segment().text());
    }

    @Test
    void linesThatAreKeptStayLines() {
        Verification judged = Judge.of(scorer).verify(IMAGE, "- a boat\n- a dog\n- the lake\n");
        assertThat(judged.kept()).isEqualTo("- a boat\n- the lake");
    }

    @Test
    void aSimilarityEqualToTheThresholdIsEnough() {
        Judge exact = new Judge(scorer, new Segmentation.Sentences(), new Threshold(FakeScorer.HIGH));
        assertThat(exact.verify(IMAGE, "A boat.").removed()).isEmpty();
        Judge above = new Judge(scorer, new Segmentation.Sentences(), new Threshold(Math.nextUp(FakeScorer.HIGH)));
        assertThat(above.verify(IMAGE, "A boat.").kept()).isEmpty();
    }

    @Test
    void theImageIsLookedAtOnceHoweverManySegments() {
        Judge words = new Judge(scorer, new Segmentation.Windows(1), Threshold.STANDARD);
        Verification judged = words.verify(IMAGE, "one boat two lake three");
        assertThat(judged.verdicts()).hasSize(5);
        assertThat(judged.kept()).isEqualTo("boat lake");
        assertThat(scorer.looks()).hasSize(1);
    }

    @Test
    void aCaptionWithoutWordsHasNoVerdicts() {
        Verification judged = Judge.of(scorer).verify(IMAGE, " \n ");
        assertThat(judged.verdicts()).isEmpty();
        assertThat(judged.kept()).isEmpty();
    }

    @Test
    void aThresholdNoCosineCanReachIsRefused() {
        for (double impossible : new double[] {1.01, -1.01, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> new Threshold(impossible))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("threshold: expected a number from -1 to 1, found " + impossible);
        }
        assertThat(new Threshold(-1).value()).isEqualTo(-1);
        assertThat(new Threshold(1).value()).isEqualTo(1);
    }
}
