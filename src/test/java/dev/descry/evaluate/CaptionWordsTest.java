package dev.descry.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptionWordsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    An orange cat, and a "grey" one.        | an orange cat and a grey one
                    The dog's bone isn't there; it's gone.  | the dog 's bone is n't there it 's gone
                    It cannot run -- they’ll gonna walk...  | it can not run they 'll gon na walk
                    A black-and-white photo (1,000.5 km)    | a black-and-white photo 1,000.5 km
                    At 10:30 a.m. in Zürich                 | at 10:30 a.m. in zürich
                    ' quoted '                              | quoted
                    Mr. O'Brien's dog at 4 o'clock, etc.    | mr. o'brien 's dog at 4 o'clock etc.
                    """)
    void wordsAreThoseOfThePennTreebank(String caption, String words) {
        assertThat(String.join(" ", CaptionWords.of(caption))).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"''", "'...'", "'  '"})
    void aCaptionWithoutWordsHasNone(String caption) {
        assertThat(CaptionWords.of(caption)).isEmpty();
    }
}
