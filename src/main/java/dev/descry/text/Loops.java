package dev.descry.text;

import java.util.List;
import java.util.regex.Pattern;

/**
 * Loops a model fell into: a run of words said again and again, in whole sentences or inside one, the last round cut or
 * not. The first round stays. Rounds are compared without case and punctuation.
 */
final class Loops {
    /** The longest round looked for, in words: longer than any paragraph a caption has. */
    private static final int LONGEST_ROUND = 400;
    /** Words that say nothing new before three rounds inside a sentence are a loop and not emphasis. */
    private static final int INSIDE_SENTENCE = 12;
    /** The same for rounds of whole sentences. */
    private static final int WHOLE_SENTENCES = 6;
    /** The same for a loop that the end of the answer cuts off. */
    private static final int CUT_OFF = 8;
    /** A passage this long is not said twice on purpose. */
    private static final int PASSAGE = 20;

    /** One character or a few without a space, over and over: how broken numerics look. */
    private static final Pattern STUTTER = Pattern.compile("(\\S{1,8}?)\\1{31,}+");

    private Loops() {}

    /** Cuts every loop down to its first round. */
    static String cut(String text) {
        String rest = STUTTER.matcher(text).replaceAll("$1");
        List<Words.Word> words = Words.of(rest);
        for (int round = 1; round <= LONGEST_ROUND && 2 * round <= words.size(); round++) {
            String shorter = cut(rest, words, round);
            if (!shorter.equals(rest)) {
                rest = shorter;
                words = Words.of(rest);
            }
        }
        return rest;
    }

    private static String cut(String text, List<Words.Word> words, int round) {
        StringBuilder kept = new StringBuilder();
        int from = 0;
        int start = 0;
        while (start + 2 * round <= words.size()) {
            int length = stretch(words, start, round);
            if (loop(words, start, round, length)) {
                int lastRound = start + (length / round - 1) * round;
                // The first round's first word keeps its case; the last round's end keeps its punctuation.
                kept.append(text, from, words.get(start).coreEnd());
                from = words.get(lastRound).coreEnd();
                start += length;
                if (start == words.size()) {
                    Words.Word last = words.get(lastRound + round - 1);
                    return kept.append(text, from, last.endsSentence() ? last.end() : last.coreEnd())
                            .toString();
                }
            } else {
                start++;
            }
        }
        return from == 0 ? text : kept.append(text, from, text.length()).toString();
    }

    /** How many words from {@code start} on go round with this period. */
    private static int stretch(List<Words.Word> words, int start, int round) {
        int end = start + round;
        while (end < words.size()
                && words.get(end).core().equals(words.get(end - round).core())) {
            end++;
        }
        return end - start;
    }

    private static boolean loop(List<Words.Word> words, int start, int round, int length) {
        int nothingNew = length - round;
        boolean thrice = length >= 3 * round;
        boolean cutOff = start + length == words.size() && !words.getLast().endsSentence();
        boolean sentences = words.get(start + round - 1).endsSentence();
        return (thrice && nothingNew >= INSIDE_SENTENCE)
                || (thrice && sentences && nothingNew >= WHOLE_SENTENCES)
                || (cutOff && length > 2 * round && nothingNew >= CUT_OFF)
                || (sentences && length >= 2 * round && round >= PASSAGE);
    }
}
