package dev.descry.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Held against ftfy 6.3.1, html.unescape and open_clip's own two steps after them. */
class OpenClipTextTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\u2018Starry Night\u2019 \u201cby\u201d Vincent\u201as | 'starry night' \"by\" vincent's",
                "\uff24\uff33\uff2c\uff32\u3000\uff50\uff48\uff4f\uff54\uff4f\uff01 | dslr photo!",
                "\uff0d\uff11\uff12\uff13 \uff76\uff9e | -123 \u30ac",
                "e\u0301clair | \u00e9clair",
                "\ufb01ne \ufb02ower o\ufb03ce \ufb05 | fine flower office \u017ft",
                "\u0133 \u0149 \u01c6 \ua733 | ij 'n d\u017e \ua733",
                "bell\u0007 and \ufeffmark \u206a\u001b[31mred\u001b[0m | bell and mark red",
                "\u039f\u0394\u03a5\u03a3\u03a3\u0395\u03a5\u03a3 | \u03bf\u03b4\u03c5\u03c3\u03c3\u03b5\u03c5\u03c2",
                "it\u02bcs \u201bfoo | it's 'foo",
            })
    void charactersAreMadePlain(String text, String clean) {
        assertThat(OpenClipText.clean(text)).isEqualTo(clean);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tom &amp;amp; jerry &lt;3 &#39;quoted&#x27; &quot;x&quot;&nbsp;end | tom & jerry <3 'quoted' \"x\""
                        + " end",
                "&amp;amp;amp; | &",
                "&apos;&AMP;&apos; | '&'",
                "a &#150; b &#0; c &#xD800; d &#9999999; e&#7; | a \u2013 b \ufffd c \ufffd d \ufffd e",
                "&amp;amp;amp;amp; | &",
                "<b>&amp;amp;amp;</b> | <b>&amp;</b>",
            })
    void referencesAreReadTwice(String text, String clean) {
        assertThat(OpenClipText.clean(text)).isEqualTo(clean);
    }

    @Test
    void otherNamesStayWhichHtmlWouldRead() {
        assertThat(OpenClipText.clean("AT&T &copy; &ltimes;")).isEqualTo("at&t &copy; &ltimes;");
    }

    @Test
    void allWhiteSpaceBecomesSingleSpaces() {
        assertThat(OpenClipText.clean(" a\tcat \r\n on\u2028a  mat\u00a0 ")).isEqualTo("a cat on a mat");
        assertThat(OpenClipText.clean("x\u000by\fz")).isEqualTo("xy z");
        assertThat(OpenClipText.clean(" \n ")).isEmpty();
    }
}
