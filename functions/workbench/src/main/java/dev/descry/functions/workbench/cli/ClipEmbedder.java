package dev.descry.functions.workbench.cli;

import dev.descry.evaluate.Embedder;
import dev.descry.experts.clip.ClipModel;
import dev.descry.experts.clip.Features;
import dev.descry.image.Image;
import java.util.List;
import java.util.stream.IntStream;

/** A CLIP model as the measurements ask for it. */
record ClipEmbedder(ClipModel clip) implements Embedder, AutoCloseable {
    @Override
    public String model() {
        return clip.name();
    }

    @Override
    public float[] image(Image image) {
        return clip.image(image);
    }

    @Override
    public List<float[]> texts(List<String> texts) {
        Features rows = clip.texts(texts);
        return IntStream.range(0, rows.count()).mapToObj(rows::row).toList();
    }

    @Override
    public boolean full(String text) {
        return clip.full(text);
    }

    @Override
    public void close() {
        clip.close();
    }
}
