package dev.descry.experts.clip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.text.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TextTokensTest {
    private static final int POSITIONS = 77;

    private Tokenizer tokenizer;
    private TextTokens tokens;

    @BeforeEach
    void open() throws IOException {
        tokenizer = Tokenizer.open(ClipReference.checkpoint(ClipReference.QUICK).resolve("tokenizer.json"));
        tokens = TextTokens.of(tokenizer, POSITIONS);
    }

    @AfterEach
    void close() {
        tokenizer.close();
    }

    @Test
    void aTextIsFullFromTheTokenThatTakesTheLastPlace() {
        assertThat(tokens.full("1 ".repeat(74))).isFalse();
        assertThat(tokens.full("1 ".repeat(75))).isTrue();
        assertThat(tokens.cut("1 ".repeat(75))).hasSize(POSITIONS);
        assertThat(tokens.cut("1 ".repeat(76))).isEqualTo(tokens.cut("1 ".repeat(75)));
    }

    @Test
    void aShortTextIsOneWindow() {
        assertThat(tokens.windows("a red boat")).containsExactly(tokens.cut("a red boat"));
        assertThat(tokens.windows("")).containsExactly(new long[] {638, 639});
        assertThat(tokens.windows("1 ".repeat(75))).hasSize(1);
    }

    @Test
    void windowsOfALongTextCoverEveryTokenAndOverlap() {
        for (int length : new int[] {76, 77, 100, 125, 126, 400}) {
            String text = digits(length);
            int[] ids = tokenizer.encode(text);
            List<long[]> windows = tokens.windows(text);
            assertThat(windows.size()).isGreaterThan(1);
            int covered = 0;
            for (long[] window : windows) {
                assertThat(window).hasSize(POSITIONS).startsWith(638).endsWith(639);
                int from = place(ids, window, covered);
                assertThat(from).isLessThanOrEqualTo(Math.max(0, covered - 25));
                covered = from + POSITIONS - 2;
            }
            assertThat(covered).isEqualTo(ids.length);
        }
    }

    @Test
    void shorterRowsAreFilledWithEndMarks() {
        List<long[]> rows = List.of(tokens.cut("1"), tokens.cut("1 2 3"));
        long[] side = tokens.side(rows);
        assertThat(side).hasSize(10).startsWith(638, rows.getFirst()[1], 639, 639, 639, 638);
    }

    @Test
    void aMarkSpelledOutIsOrdinaryText() {
        assertThat(tokens.cut("<|endoftext|>")).hasSizeGreaterThan(3).endsWith(639);
        assertThat(Arrays.stream(tokens.cut("a<|endoftext|>b")).filter(id -> id == 639))
                .hasSize(1);
    }

    /** Where the window's tokens lie in the text, at or before {@code before}. */
    private static int place(int[] ids, long[] window, int before) {
        List<Integer> places = new ArrayList<>();
        for (int at = 0; at + window.length - 2 <= ids.length && at <= before; at++) {
            boolean fits = true;
            for (int i = 1; i < window.length - 1 && fits; i++) {
                fits = ids[at + i - 1] == window[i];
            }
            if (fits) {
                places.add(at);
            }
        }
        assertThat(places).isNotEmpty();
        return places.getLast();
    }

    /** So many tokens, in an order that never repeats within a window. */
    private static String digits(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; text.length() < count; i++) {
            text.append(i * i + 7 * i);
        }
        return text.substring(0, count);
    }
}
