package dev.descry.experts.interrogator;

import dev.descry.experts.interrogator.Ranking.Ranked;
import java.util.ArrayList;
import java.util.List;

/**
 * Ranking as clip-interrogator 0.6.0 ranks: lists longer than a chunk lose all but a few of every chunk, and the last
 * sort always puts the nearest first, also where the farthest were wanted.
 */
final class CompatRanking {
    private final int chunk;

    /** With that many terms in a chunk: 2,048, or 1,024 in its low-memory settings. */
    CompatRanking(int chunk) {
        this.chunk = chunk;
    }

    /** The terms of all tables as one list, in order. */
    List<Ranked> rank(List<LabelTable> tables, float[] image, int count, boolean reverse) {
        List<Ranked> all = new ArrayList<>();
        for (LabelTable table : tables) {
            float[] similarities = table.similarities(image);
            for (int term = 0; term < similarities.length; term++) {
                all.add(new Ranked(table, term, similarities[term]));
            }
        }
        if (all.size() <= chunk) {
            return top(all, count, reverse);
        }
        int chunks = (all.size() + chunk - 1) / chunk;
        List<Ranked> survivors = new ArrayList<>();
        for (int start = 0; start < all.size(); start += chunk) {
            survivors.addAll(top(all.subList(start, Math.min(start + chunk, all.size())), chunk / chunks, reverse));
        }
        return top(survivors, count, false);
    }

    private static List<Ranked> top(List<Ranked> terms, int count, boolean reverse) {
        float[] keys = new float[terms.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = reverse ? -terms.get(i).similarity() : terms.get(i).similarity();
        }
        List<Ranked> kept = new ArrayList<>();
        for (int index : Ranking.largest(keys, count)) {
            kept.add(terms.get(index));
        }
        return kept;
    }
}
