package dev.descry.evaluate;

import java.util.List;

/**
 * ROUGE-L of one caption (Lin, ACL 2004): longest common subsequence; the best precision and the best recall over the
 * references make an F measure with beta 1.2, as the COCO caption evaluation has it.
 */
final class RougeL {
    private static final double BETA_SQUARED = 1.2 * 1.2;

    private RougeL() {}

    /** 0..1. */
    static double of(Sample sample) {
        double precision = 0;
        double recall = 0;
        for (List<String> reference : sample.references()) {
            double common = longestCommon(sample.caption(), reference);
            precision =
                    Math.max(precision, common / Math.max(1, sample.caption().size()));
            recall = Math.max(recall, common / Math.max(1, reference.size()));
        }
        return precision == 0 || recall == 0
                ? 0
                : (1 + BETA_SQUARED) * precision * recall / (recall + BETA_SQUARED * precision);
    }

    private static int longestCommon(List<String> one, List<String> other) {
        int[] row = new int[other.size() + 1];
        for (String word : one) {
            int diagonal = 0;
            for (int i = 1; i <= other.size(); i++) {
                int above = row[i];
                row[i] = word.equals(other.get(i - 1)) ? diagonal + 1 : Math.max(above, row[i - 1]);
                diagonal = above;
            }
        }
        return row[other.size()];
    }
}
