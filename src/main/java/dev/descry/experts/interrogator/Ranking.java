package dev.descry.experts.interrogator;

import dev.descry.caption.Phrase;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Which terms of some tables are nearest to an image, or farthest. */
final class Ranking {
    private Ranking() {}

    /**
     * A term with its place.
     *
     * @param similarity to the image, [-1, 1]
     */
    record Ranked(LabelTable table, int term, float similarity) {
        String text() {
            return table.terms().get(term);
        }

        Phrase phrase() {
            return new Phrase(text(), table.name(), similarity);
        }
    }

    /** The nearest terms of all tables, nearest first, a text once however many lists hold it; or the farthest. */
    static List<Ranked> top(List<LabelTable> tables, float[] image, int count, boolean farthest) {
        List<Ranked> all = new ArrayList<>();
        Set<String> texts = new HashSet<>();
        for (LabelTable table : tables) {
            float[] similarities = table.similarities(image);
            for (int term = 0; term < similarities.length; term++) {
                if (texts.add(table.terms().get(term))) {
                    all.add(new Ranked(table, term, similarities[term]));
                }
            }
        }
        Comparator<Ranked> nearest = Comparator.comparing(Ranked::similarity);
        all.sort(farthest ? nearest : nearest.reversed());
        return all.subList(0, Math.min(count, all.size()));
    }

    /** Indexes of the largest values, largest first; of equal ones the lower index first. */
    static int[] largest(float[] values, int count) {
        return IntStream.range(0, values.length)
                .boxed()
                .sorted(Comparator.comparing((Integer i) -> values[i]).reversed())
                .limit(count)
                .mapToInt(Integer::intValue)
                .toArray();
    }
}
