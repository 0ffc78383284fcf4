package dev.descry.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** A text ends before the first stop sequence, wherever the pieces it comes in are cut. */
class StopSequencesTest {
    private final StopSequences stops = new StopSequences(List.of("END", "\n\n"));

    @Test
    void textWithoutASequenceComesWhole() {
        assertThat(stops.accept("One ") + stops.accept("two.") + stops.finish()).isEqualTo("One two.");
        assertThat(stops.met()).isFalse();
    }

    @Test
    void sequenceInPiecesIsNeverShown() {
        assertThat(stops.accept("A cat. E")).isEqualTo("A cat. ");
        assertThat(stops.accept("N")).isEmpty();
        assertThat(stops.accept("D and more")).isEmpty();
        assertThat(stops.met()).isTrue();
        assertThat(stops.accept("more") + stops.finish()).isEmpty();
    }

    @Test
    void beginningOfASequenceThatComesToNothingIsShownLater() {
        assertThat(stops.accept("EN")).isEmpty();
        assertThat(stops.accept("EN")).isEqualTo("EN");
        assertThat(stops.accept("T")).isEqualTo("ENT");
        assertThat(stops.accept("\n")).isEmpty();
        assertThat(stops.finish()).isEqualTo("\n");
    }

    @Test
    void theEarlierOfTwoSequencesCounts() {
        assertThat(stops.accept("a\n\nb END")).isEqualTo("a");
        assertThat(stops.met()).isTrue();
    }
}
