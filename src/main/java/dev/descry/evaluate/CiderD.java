package dev.descry.evaluate;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * CIDEr-D (Vedantam et al., CVPR 2015) with sigma 6 and n-grams of 1 to 4 words. How rare an n-gram is comes from the
 * references of the corpus itself, so a score belongs to its corpus: with one image every score is 0, with few images it
 * says little. The penalty on length makes captions some 20 words longer than their references score next to nothing.
 */
final class CiderD {
    private static final double TWO_SIGMA_SQUARED = 2 * 6.0 * 6.0;

    private final Map<List<String>, Integer> imagesWith = new HashMap<>();
    private int images;

    /** Counts the n-grams of one image's references. All samples are counted before the first is scored. */
    void count(SampleGrams sample) {
        Set<List<String>> seen = new HashSet<>();
        for (NGrams reference : sample.references()) {
            for (Map<List<String>, Integer> grams : reference.byLength()) {
                seen.addAll(grams.keySet());
            }
        }
        seen.forEach(gram -> imagesWith.merge(gram, 1, Integer::sum));
        images++;
    }

    /** 0..10; the mean over a corpus is often given times 100. */
    double of(SampleGrams sample) {
        Weighted caption = weighted(sample.caption());
        double sum = 0;
        for (NGrams reference : sample.references()) {
            sum += similarity(caption, weighted(reference));
        }
        return 10 * sum / sample.references().size() / NGrams.LONGEST;
    }

    /**
     * A text as one weight for each n-gram.
     *
     * @param norms Euclidean length of the weights, by n-gram length
     * @param length in runs of two words, as the published code counts it
     */
    private record Weighted(List<Map<List<String>, Double>> byLength, double[] norms, int length) {}

    private Weighted weighted(NGrams grams) {
        double[] norms = new double[NGrams.LONGEST];
        List<Map<List<String>, Double>> weights =
                grams.byLength().stream().map(this::weights).toList();
        for (int i = 0; i < norms.length; i++) {
            norms[i] = Math.sqrt(weights.get(i).values().stream()
                    .mapToDouble(weight -> weight * weight)
                    .sum());
        }
        return new Weighted(weights, norms, grams.total(2));
    }

    private Map<List<String>, Double> weights(Map<List<String>, Integer> counts) {
        Map<List<String>, Double> weights = new HashMap<>();
        counts.forEach((gram, count) -> weights.put(
                gram, count * (Math.log(images) - Math.log(Math.max(1, imagesWith.getOrDefault(gram, 0))))));
        return weights;
    }

    private static double similarity(Weighted caption, Weighted reference) {
        double sum = 0;
        for (int i = 0; i < NGrams.LONGEST; i++) {
            double norms = caption.norms()[i] * reference.norms()[i];
            if (norms != 0) {
                sum += product(caption.byLength().get(i), reference.byLength().get(i)) / norms;
            }
        }
        double difference = caption.length() - reference.length();
        return sum * Math.exp(-difference * difference / TWO_SIGMA_SQUARED);
    }

    // Clipped: a caption gains nothing from saying a thing more often than the reference does.
    private static double product(Map<List<String>, Double> caption, Map<List<String>, Double> reference) {
        double sum = 0;
        for (Map.Entry<List<String>, Double> gram : caption.entrySet()) {
            double weight = reference.getOrDefault(gram.getKey(), 0.0);
            sum += Math.min(gram.getValue(), weight) * weight;
        }
        return sum;
    }
}
