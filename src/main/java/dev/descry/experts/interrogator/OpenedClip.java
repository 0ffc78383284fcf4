package dev.descry.experts.interrogator;

import dev.descry.experts.clip.ClipModel;
import dev.descry.experts.clip.Features;
import dev.descry.image.Image;
import java.util.List;
import java.util.stream.IntStream;

/** An opened CLIP package for the interrogator; closed by whoever opened it. */
public record OpenedClip(ClipModel model) implements Clip {
    @Override
    public String name() {
        return model.name();
    }

    @Override
    public String digest() {
        return model.digest();
    }

    @Override
    public int dimension() {
        return model.width();
    }

    @Override
    public float[] see(Image image) {
        return model.image(image);
    }

    @Override
    public List<float[]> read(List<String> texts) {
        Features features = model.texts(texts);
        return IntStream.range(0, features.count()).mapToObj(features::row).toList();
    }

    @Override
    public boolean full(String text) {
        return model.full(text);
    }
}
