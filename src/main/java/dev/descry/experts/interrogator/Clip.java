package dev.descry.experts.interrogator;

import dev.descry.image.Image;
import java.util.List;

/** What the interrogator asks of a CLIP model. Safe for use by several threads. */
public interface Clip {
    /** The model's name as users write it, for example {@code clip:vit-large-patch14}. */
    String name();

    /** SHA-256 over what decides its features: part of the key of kept embeddings. */
    String digest();

    /** Width D of its features. */
    int dimension();

    /**
     * The image's feature.
     *
     * @return [D], of length 1
     */
    float[] see(Image image);

    /**
     * The texts' features, encoded in as few batches as the model can hold.
     *
     * @return one [D] for each text, of length 1
     */
    List<float[]> read(List<String> texts);

    /** True when the text with its two marks fills every position the model reads (77 for the published ones). */
    boolean full(String text);
}
