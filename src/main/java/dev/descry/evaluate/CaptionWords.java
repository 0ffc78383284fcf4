package dev.descry.evaluate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Splits a caption into words as caption metrics do: Penn Treebank rules for English in small letters, punctuation left
 * out. Contractions come apart ({@code dog's} into {@code dog 's}, {@code isn't} into {@code is n't}, {@code cannot}
 * into {@code can not}); hyphenated words, numbers such as {@code 1,000.5}, times and abbreviations with inner full stops
 * stay whole.
 *
 * <p>Held against PTBTokenizer of CoreNLP 3.4.1, whose words the published figures count: the 1,000 captions of the COCO
 * example and 657 terms come out alike. Known to differ: brackets, which it keeps as the words {@code -lrb-} and {@code -rrb-}, a
 * lone {@code /}, addresses, hash tags and markup.
 */
final class CaptionWords {
    private static final String SHORTENED = "n't|'(?:s|d|m|ll|re|ve)";
    private static final Pattern CONTRACTION = Pattern.compile("(?<=\\p{L})(" + SHORTENED + ")(?![\\p{L}\\p{N}])");
    private static final Pattern TWO_WORDS =
            Pattern.compile("\\b(?:(can)(not)|(gon|wan)(na)|(got)(ta)|(lem|gim)(me))\\b");
    private static final Pattern WORD = Pattern.compile(String.join(
            "|",
            "(?<![\\p{L}\\p{N}])(?:" + SHORTENED + ")(?![\\p{L}\\p{N}])",
            "\\p{L}\\.(?:\\p{L}\\.)+", // a.m.
            "(?<![\\p{L}\\p{N}])(?:mr|mrs|ms|dr|st|jr|sr|vs|etc)\\.",
            "(?<![\\p{L}\\p{N}])[od]'\\p{L}+", // o'clock
            "\\p{N}+(?:[.,:/]\\p{N}+)+", // 1,000.5 and 10:30 and 3/4
            "[\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}]*(?:[-_&/][\\p{L}\\p{N}][\\p{L}\\p{N}\\p{M}]*)*",
            "[%$#&@+=*]"));

    private CaptionWords() {}

    /** The words of a caption in order; none where it has none. */
    static List<String> of(String caption) {
        String plain = caption.toLowerCase(Locale.ROOT).replace('’', '\'');
        String apart = CONTRACTION.matcher(plain).replaceAll(" $1");
        Matcher word = WORD.matcher(TWO_WORDS.matcher(apart).replaceAll("$1$3$5$7 $2$4$6$8"));
        List<String> words = new ArrayList<>();
        while (word.find()) {
            words.add(word.group());
        }
        return words;
    }
}
