package dev.descry.evaluate;

import dev.descry.image.Image;
import dev.descry.verify.Segment;
import dev.descry.verify.Segmentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * CLIPScore and RefCLIPScore (Hessel et al., EMNLP 2021): 2.5 times the cosine of caption and image, where it is above 0,
 * and its harmonic mean with the largest cosine of the caption and a reference. Every text is read behind the words
 * {@code A photo depicts}. The model reads 77 tokens and no more, so that a long caption is scored by its beginning: the
 * sentences are scored one by one as well.
 *
 * @param whole CLIPScore of the caption, 0..2.5
 * @param withReferences RefCLIPScore; empty without references
 * @param sentences mean over the sentences
 * @param leastSentence the lowest of them
 * @param cut whether the end of the caption was not seen
 */
public record ClipScore(
        double whole, OptionalDouble withReferences, double sentences, double leastSentence, boolean cut) {
    private static final double WEIGHT = 2.5;
    private static final String PREFIX = "A photo depicts ";

    /** An image and what people wrote about it, encoded once for however many captions. */
    static final class Against {
        private final Embedder model;
        private final float[] seen;
        private final List<float[]> written;

        /** @throws dev.descry.image.ImageException when the image cannot be used */
        Against(Embedder model, Image image, List<String> references) {
            this.model = model;
            this.seen = model.image(image);
            this.written = references.isEmpty()
                    ? List.of()
                    : model.texts(references.stream()
                            .map(reference -> PREFIX + reference)
                            .toList());
        }

        ClipScore score(String caption) {
            List<String> texts = new ArrayList<>(List.of(PREFIX + caption));
            for (Segment sentence : new Segmentation.Sentences().split(caption)) {
                texts.add(PREFIX + sentence.text());
            }
            List<float[]> read = model.texts(texts);
            double whole = ClipScore.score(read.getFirst(), seen);
            double[] parts = read.subList(1, read.size()).stream()
                    .mapToDouble(sentence -> ClipScore.score(sentence, seen))
                    .toArray();
            return new ClipScore(
                    whole,
                    ClipScore.withReferences(whole, read.getFirst(), written),
                    Arrays.stream(parts).average().orElse(whole),
                    Arrays.stream(parts).min().orElse(whole),
                    model.full(texts.getFirst()));
        }
    }

    private static double score(float[] text, float[] image) {
        return WEIGHT * Math.max(0, cosine(text, image));
    }

    private static OptionalDouble withReferences(double whole, float[] caption, List<float[]> references) {
        OptionalDouble best = references.stream()
                .mapToDouble(reference -> Math.max(0, cosine(caption, reference)))
                .max();
        return best.isEmpty()
                ? best
                : OptionalDouble.of(
                        whole * best.getAsDouble() == 0
                                ? 0
                                : 2 * whole * best.getAsDouble() / (whole + best.getAsDouble()));
    }

    private static double cosine(float[] one, float[] other) {
        double sum = 0;
        for (int i = 0; i < one.length; i++) {
            sum += (double) one[i] * other[i];
        }
        return sum;
    }
}
