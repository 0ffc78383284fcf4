package dev.descry.evaluate;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a caption's words say about it without any reference.
 *
 * @param words how many there are
 * @param distinct share of words that are not a repetition of an earlier one, 0..1
 * @param repetition share of runs of four words that stood in the caption before, 0..1; above 0 is a sign of a loop
 */
public record TextFigures(int words, double distinct, double repetition) {

    static TextFigures of(String caption) {
        List<String> words = CaptionWords.of(caption);
        return new TextFigures(words.size(), 1 - repeated(words, 1), repeated(words, NGrams.LONGEST));
    }

    private static double repeated(List<String> words, int length) {
        Set<List<String>> seen = new HashSet<>();
        int runs = Math.max(0, words.size() - length + 1);
        for (int from = 0; from < runs; from++) {
            seen.add(words.subList(from, from + length));
        }
        return runs == 0 ? 0 : 1 - (double) seen.size() / runs;
    }
}
