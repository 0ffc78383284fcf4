package dev.descry.evaluate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * BLEU over a corpus (Papineni et al., ACL 2002): clipped n-gram counts and lengths are summed over all captions, the
 * reference nearest in length counts (the shorter of two equally near), brevity penalty exp(1 - r/c). Without smoothing:
 * a corpus without a single common n-gram scores 0.
 */
final class Bleu {
    private final long[] common = new long[NGrams.LONGEST];
    private final long[] written = new long[NGrams.LONGEST];
    private long words;
    private long referenceWords;

    void add(SampleGrams sample) {
        NGrams caption = sample.caption();
        List<NGrams> references = sample.references();
        for (int length = 1; length <= NGrams.LONGEST; length++) {
            Map<List<String>, Integer> most = most(references, length);
            for (Map.Entry<List<String>, Integer> gram :
                    caption.ofLength(length).entrySet()) {
                common[length - 1] += Math.min(gram.getValue(), most.getOrDefault(gram.getKey(), 0));
            }
            written[length - 1] += caption.total(length);
        }
        words += caption.words();
        referenceWords += nearest(caption.words(), references);
    }

    /** BLEU-1 to BLEU-4, each 0..1. */
    double[] scores() {
        double[] scores = new double[NGrams.LONGEST];
        double product = 1;
        double penalty = words >= referenceWords ? 1 : Math.exp(1 - (double) referenceWords / words);
        for (int i = 0; i < NGrams.LONGEST; i++) {
            product *= written[i] == 0 ? 0 : (double) common[i] / written[i];
            scores[i] = product == 0 ? 0 : penalty * Math.pow(product, 1.0 / (i + 1));
        }
        return scores;
    }

    private static Map<List<String>, Integer> most(List<NGrams> references, int length) {
        Map<List<String>, Integer> most = new HashMap<>();
        for (NGrams reference : references) {
            reference.ofLength(length).forEach((gram, count) -> most.merge(gram, count, Math::max));
        }
        return most;
    }

    private static int nearest(int length, List<NGrams> references) {
        int nearest = references.getFirst().words();
        for (NGrams reference : references) {
            int distance = Math.abs(reference.words() - length);
            int best = Math.abs(nearest - length);
            if (distance < best || (distance == best && reference.words() < nearest)) {
                nearest = reference.words();
            }
        }
        return nearest;
    }
}
