package dev.descry.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text cut into words. Languages written without spaces give one word for every character, so that a loop in them is
 * found the same way.
 */
final class Words {
    private static final Pattern WORD = Pattern.compile("[\\p{IsIdeographic}\\p{IsHiragana}\\p{IsKatakana}]\\p{P}*"
            + "|[^\\s\\p{IsIdeographic}\\p{IsHiragana}\\p{IsKatakana}]+");
    private static final Pattern AFTER = Pattern.compile("[\\p{P}&&[^%)\"']]+$");
    private static final Pattern SENTENCE_END = Pattern.compile("[.!?\u3002\uff01\uff1f][\\p{P}]*$");

    /**
     * One word.
     *
     * @param core in lower case without the punctuation after it; the whole when it is nothing else
     * @param coreEnd offset in the text where that punctuation begins
     * @param end offset behind it
     * @param endsSentence true when that punctuation ends a sentence
     */
    record Word(String core, int coreEnd, int end, boolean endsSentence) {}

    private Words() {}

    static List<Word> of(String text) {
        List<Word> words = new ArrayList<>();
        Matcher found = WORD.matcher(text);
        while (found.find()) {
            String whole = found.group();
            Matcher after = AFTER.matcher(whole);
            int length = after.find() && after.start() > 0 ? after.start() : whole.length();
            words.add(new Word(
                    whole.substring(0, length).toLowerCase(Locale.ROOT),
                    found.start() + length,
                    found.end(),
                    SENTENCE_END.matcher(whole).find()));
        }
        return words;
    }
}
