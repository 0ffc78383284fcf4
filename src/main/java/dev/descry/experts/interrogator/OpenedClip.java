package dev.descry.experts.interrogator;

import dev.descry.caption.Sha256;
import dev.descry.experts.clip.ClipModel;
import dev.descry.experts.clip.Features;
import dev.descry.image.Image;
import dev.descry.text.OpenClipText;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An opened CLIP package for the interrogator; closed by whoever opened it.
 *
 * @param likeOpenClip whether pictures are cropped and texts cleaned as in open_clip, which clip-interrogator asks,
 *     whatever the package says: see {@link OpenClipText}
 */
public record OpenedClip(ClipModel model, boolean likeOpenClip) implements Clip {
    @Override
    public String name() {
        return model.name();
    }

    @Override
    public String digest() {
        return likeOpenClip ? Sha256.of("open_clip " + model.digest()) : model.digest();
    }

    @Override
    public int dimension() {
        return model.width();
    }

    @Override
    public float[] see(Image image) {
        return likeOpenClip ? model.imageAsOpenClip(image) : model.image(image);
    }

    @Override
    public List<float[]> read(List<String> texts) {
        Features features = model.texts(texts.stream().map(this::clean).toList());
        return IntStream.range(0, features.count()).mapToObj(features::row).toList();
    }

    @Override
    public boolean full(String text) {
        return model.full(clean(text));
    }

    private String clean(String text) {
        return likeOpenClip ? OpenClipText.clean(text) : text;
    }
}
