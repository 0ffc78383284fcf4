package dev.descry.experts.interrogator;

import dev.descry.experts.interrogator.Ranking.Ranked;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The phrases a search may add, and a guess, without encoding anything, of what each would make of the current prompt.
 * The guess takes the longer prompt's feature for the sum of the two features.
 */
final class Candidates {
    private final List<Ranked> terms;
    private final float[][] features;

    Candidates(List<Ranked> terms) {
        this.terms = terms;
        features = terms.stream().map(term -> term.table().feature(term.term())).toArray(float[][]::new);
    }

    Ranked term(int candidate) {
        return terms.get(candidate);
    }

    int size() {
        return terms.size();
    }

    /**
     * Guesses the similarity of the prompt with each phrase behind it.
     *
     * @param prompt its feature [D]
     * @param similarity of the prompt
     * @param weight how many phrases the prompt weighs
     */
    float[] guesses(float[] prompt, float similarity, float weight) {
        float[] found = new float[terms.size()];
        for (int i = 0; i < found.length; i++) {
            float together = LabelTable.dot(features[i], 0, prompt);
            float length = (float) Math.sqrt(weight * weight + 1 + 2 * weight * together);
            found[i] = (weight * similarity + terms.get(i).similarity()) / length;
        }
        return found;
    }

    /** All phrases by guess, the highest first, or the lowest. */
    List<Integer> order(float[] guesses, boolean farthest) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < guesses.length; i++) {
            order.add(i);
        }
        Comparator<Integer> lowest = Comparator.comparing(i -> guesses[i]);
        order.sort(farthest ? lowest : lowest.reversed());
        return order;
    }
}
