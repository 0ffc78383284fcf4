package dev.descry.onnx;

import java.util.Random;

/** Chooses the tokens of one answer. The same prompt, logits, rules and seed choose the same tokens on every machine. */
final class Sampler {
    private final Sampling sampling;
    private final History history;
    private final Candidates candidates = new Candidates();
    private final Random random;

    Sampler(Sampling sampling, int[] prompt) {
        this.sampling = sampling;
        history = new History(prompt);
        random = new Random(sampling.seed());
    }

    /**
     * The next token of the answer; of equally likely ones greedy takes the lowest.
     *
     * @param logits one a token of the vocabulary; changed
     * @throws ArithmeticException when a logit is no number
     */
    int next(float[] logits) {
        history.rule(logits, sampling);
        float highest = highest(logits);
        int id = sampling.temperature() == 0 ? indexOf(logits, highest) : draw(logits, highest);
        history.add(id);
        return id;
    }

    private int draw(float[] logits, float highest) {
        candidates.choose(logits, highest, sampling);
        return candidates.at(random.nextDouble());
    }

    /**
     * The highest score.
     *
     * @throws ArithmeticException when it is no finite number
     */
    static float highest(float[] logits) {
        float highest = Float.NEGATIVE_INFINITY;
        for (float logit : logits) {
            highest = Math.max(highest, logit);
        }
        if (!Float.isFinite(highest)) {
            throw new ArithmeticException("logits: expected finite numbers, found " + highest
                    + "; the package's precision may be too low for this device");
        }
        return highest;
    }

    private static int indexOf(float[] logits, float value) {
        int index = 0;
        while (logits[index] != value) {
            index++;
        }
        return index;
    }
}
