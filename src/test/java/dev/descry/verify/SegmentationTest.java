package dev.descry.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SegmentationTest {
    @Test
    void sentencesEndWhereAReaderEndsThem() {
        assertThat(sentences("A boat. Is it red? Yes!")).containsExactly("A boat.", "Is it red?", "Yes!");
        assertThat(sentences("It costs 3.50 dollars. Mr. Smith pays."))
                .containsExactly("It costs 3.50 dollars.", "Mr. Smith pays.");
        assertThat(sentences("Fruit, e.g. Apples, lies at St. Mary's. J. Doe eats."))
                .containsExactly("Fruit, e.g. Apples, lies at St. Mary's.", "J. Doe eats.");
        assertThat(sentences("\"Stop!\" says a sign. Cars wait.")).contains("Cars wait.");
        assertThat(sentences("no full stop at the end")).containsExactly("no full stop at the end");
    }

    @Test
    void aLineEndsASentenceAndABulletOrNumberStaysWithItsText() {
        assertThat(sentences("Objects:\n1. A boat\n2. A lake\n\n* Sky"))
                .containsExactly("Objects:", "1. A boat", "2. A lake", "* Sky");
        assertThat(sentences("1. A boat. It is red.\r\n- - -\r\n"))
                .containsExactly("1. A boat.", "It is red.", "- - -");
    }

    @Test
    void segmentsAndWhiteSpaceMakeUpTheWholeCaption() {
        String caption = "  A boat.\tA  lake.\n\n\nSky ";
        for (Segmentation way :
                List.of(new Segmentation.Sentences(), new Segmentation.Windows(1), new Segmentation.Windows(2))) {
            int at = 0;
            for (Segment segment : way.split(caption)) {
                assertThat(caption.substring(at, segment.start())).isBlank();
                assertThat(caption.substring(segment.start(), segment.end())).isEqualTo(segment.text());
                assertThat(segment.text()).isEqualTo(segment.text().strip()).isNotEmpty();
                at = segment.end();
            }
            assertThat(caption.substring(at)).isBlank();
        }
    }

    @Test
    void windowsHoldSoManyWordsAndTheLastWhatIsLeft() {
        assertThat(new Segmentation.Windows(2).split("one two  three four\nfive"))
                .extracting(Segment::text)
                .containsExactly("one two", "three four", "five");
    }

    @Test
    void usersNameTheWaysAndMistakesListThem() {
        assertThat(Segmentation.parse("sentence")).isEqualTo(new Segmentation.Sentences());
        assertThat(Segmentation.parse("word")).isEqualTo(new Segmentation.Windows(1));
        assertThat(Segmentation.parse("window")).isEqualTo(new Segmentation.Windows(5));
        assertThat(Segmentation.parse("window:12")).hasToString("window:12");
        for (String wrong : List.of("paragraph", "window:0", "window:-1", "window:99999", "")) {
            assertThatThrownBy(() -> Segmentation.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("expected sentence, word, window or window:N, found " + wrong);
        }
    }

    private static List<String> sentences(String caption) {
        return new Segmentation.Sentences()
                .split(caption).stream().map(Segment::text).toList();
    }
}
