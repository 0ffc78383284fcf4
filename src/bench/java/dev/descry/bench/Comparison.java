package dev.descry.bench;

import dev.descry.model.packages.ModelPackage;
import java.util.ArrayList;
import java.util.List;

/** The answers of the exact package, to hold those of coarser ones against. */
final class Comparison {
    private final List<Question> questions;
    private final List<List<float[]>> answers = new ArrayList<>();
    private final int steps;

    /**
     * How far a package is from the exact one, over all questions.
     *
     * @param largest difference of a logit, as a part of the step's largest absolute logit
     * @param mean likewise
     * @param sameNext steps with the same likeliest token, the mean of all questions
     * @param alike tokens before the first other one when each goes on from its own words
     */
    record Distance(double largest, double mean, double sameNext, double alike) {
        String cells() {
            return "%.4f | %.5f | %.1f | %.1f |".formatted(largest, mean, sameNext, alike);
        }
    }

    private Comparison(List<Question> questions, int steps) {
        this.questions = questions;
        this.steps = steps;
    }

    static Comparison with(ModelPackage exact, List<Question> questions, int steps) {
        Comparison comparison = new Comparison(questions, steps);
        try (RawModel model = new RawModel(exact)) {
            for (Question question : questions) {
                float[] features = model.features(question.patches());
                comparison.answers.add(model.answer(question, features, RawModel.Next.LIKELIEST, steps));
            }
        }
        return comparison;
    }

    Distance to(ModelPackage coarse) {
        Sums sums = new Sums();
        try (RawModel model = new RawModel(coarse)) {
            for (int i = 0; i < questions.size(); i++) {
                List<float[]> exact = answers.get(i);
                float[] features = model.features(questions.get(i).patches());
                RawModel.Next forced = (step, logits) -> RawModel.best(exact.get(step));
                sums.forced(exact, model.answer(questions.get(i), features, forced, steps));
                sums.free(exact, model.answer(questions.get(i), features, RawModel.Next.LIKELIEST, steps));
            }
        }
        return sums.distance(questions.size(), steps);
    }

    private static final class Sums {
        private double largest;
        private double means;
        private int same;
        private int alike;

        void forced(List<float[]> exact, List<float[]> coarse) {
            for (int step = 0; step < exact.size(); step++) {
                float[] expected = exact.get(step);
                float[] found = coarse.get(step);
                double scale = 0;
                double worst = 0;
                double sum = 0;
                for (int i = 0; i < expected.length; i++) {
                    double difference = Math.abs(found[i] - expected[i]);
                    worst = Math.max(worst, difference);
                    sum += difference;
                    scale = Math.max(scale, Math.abs(expected[i]));
                }
                largest = Math.max(largest, worst / scale);
                means += sum / expected.length / scale;
                same += RawModel.best(expected) == RawModel.best(found) ? 1 : 0;
            }
        }

        void free(List<float[]> exact, List<float[]> coarse) {
            for (int step = 0; step < exact.size(); step++) {
                if (RawModel.best(exact.get(step)) != RawModel.best(coarse.get(step))) {
                    return;
                }
                alike++;
            }
        }

        Distance distance(int questions, int steps) {
            return new Distance(
                    largest, means / questions / steps, (double) same / questions, (double) alike / questions);
        }
    }
}
