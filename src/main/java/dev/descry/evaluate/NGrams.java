package dev.descry.evaluate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How often each run of 1 to {@link #LONGEST} words stands in a text.
 *
 * @param byLength counts of the runs of {@code i + 1} words
 * @param words how many words the text has
 */
record NGrams(List<Map<List<String>, Integer>> byLength, int words) {
    static final int LONGEST = 4;

    static NGrams of(List<String> words) {
        List<Map<List<String>, Integer>> byLength = new ArrayList<>();
        for (int length = 1; length <= LONGEST; length++) {
            Map<List<String>, Integer> counts = new HashMap<>();
            for (int from = 0; from + length <= words.size(); from++) {
                counts.merge(words.subList(from, from + length), 1, Integer::sum);
            }
            byLength.add(counts);
        }
        return new NGrams(byLength, words.size());
    }

    /** Counts of the runs of so many words. */
    Map<List<String>, Integer> ofLength(int length) {
        return byLength.get(length - 1);
    }

    /** How many runs of so many words there are, repeated ones counted again. */
    int total(int length) {
        return Math.max(0, words - length + 1);
    }
}
