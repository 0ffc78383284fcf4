package dev.descry.verify;

import dev.descry.image.Image;
import java.util.List;

/** Says how well texts fit an image. Safe for use by several threads. */
public interface Scorer {
    /** What users call the model by, for example {@code clip:vit-large-patch14}. */
    String model();

    /** Names the exact content of the model. */
    String modelDigest();

    /**
     * Looks at an image, once for any number of texts.
     *
     * @throws dev.descry.image.ImageException when the image cannot be used
     */
    Sight look(Image image);

    /** An image as the model saw it. */
    @FunctionalInterface
    interface Sight {
        /** How well each text fits, in the order of the texts; a text of any length is read whole. */
        List<Similarity> score(List<String> texts);
    }
}
