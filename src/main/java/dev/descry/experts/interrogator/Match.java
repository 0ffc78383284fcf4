package dev.descry.experts.interrogator;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/** One image against texts: similarities, and how many texts were encoded for them. For one thread. */
final class Match {
    private final Clip clip;
    private final float[] image;
    private final BooleanSupplier stopped;
    private int encodings;

    Match(Clip clip, float[] image) {
        this(clip, image, () -> false);
    }

    /** With a wish to stop that is heeded before every batch. */
    Match(Clip clip, float[] image, BooleanSupplier stopped) {
        this.clip = clip;
        this.image = image;
        this.stopped = stopped;
    }

    /** The image's feature, [D] of length 1. */
    float[] image() {
        return image;
    }

    /**
     * The texts' features, counted.
     *
     * @throws CancellationException when the caller wishes to stop
     */
    List<float[]> read(List<String> texts) {
        if (stopped.getAsBoolean()) {
            throw new CancellationException("interrogation: stopped by its caller");
        }
        encodings += texts.size();
        return clip.read(texts);
    }

    /** The cosine of each text with the image. */
    float[] similarities(List<String> texts) {
        List<float[]> features = read(texts);
        float[] found = new float[texts.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = similarity(features.get(i));
        }
        return found;
    }

    /** The cosine of one text, encoded by itself. */
    float similarity(String text) {
        return similarities(List.of(text))[0];
    }

    /** The cosine of a text's feature with the image. */
    float similarity(float[] feature) {
        return LabelTable.dot(feature, 0, image);
    }

    boolean full(String text) {
        return clip.full(text);
    }

    /** Texts encoded so far. */
    int encodings() {
        return encodings;
    }
}
