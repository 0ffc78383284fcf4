package dev.descry.experts.interrogator;

import dev.descry.image.Image;
import java.util.List;

/** Features of width 2 that cost nothing, for tables as long as the original's. */
final class NarrowClip implements Clip {
    @Override
    public String name() {
        return "narrow";
    }

    @Override
    public String digest() {
        return "narrow";
    }

    @Override
    public int dimension() {
        return 2;
    }

    @Override
    public float[] see(Image image) {
        return new float[] {1, 0};
    }

    @Override
    public List<float[]> read(List<String> texts) {
        return texts.stream()
                .map(text -> {
                    double angle = text.hashCode();
                    return new float[] {(float) Math.cos(angle), (float) Math.sin(angle)};
                })
                .toList();
    }

    @Override
    public boolean full(String text) {
        return text.length() > 300;
    }
}
