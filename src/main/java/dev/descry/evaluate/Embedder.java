package dev.descry.evaluate;

import dev.descry.image.Image;
import java.util.List;

/** Directions of images and texts in one space, as CLIP has it; each of length 1. */
public interface Embedder {
    /** What users call the model by. */
    String model();

    /**
     * The direction of an image.
     *
     * @throws dev.descry.image.ImageException when the image cannot be used
     */
    float[] image(Image image);

    /** The directions of texts, in their order; what the model cannot read is cut off at the end. */
    List<float[]> texts(List<String> texts);

    /** Whether a text is so long that its end may be cut off. */
    boolean full(String text);
}
