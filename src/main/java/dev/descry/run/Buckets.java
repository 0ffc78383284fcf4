package dev.descry.run;

import dev.descry.image.ImageRef;
import dev.descry.store.ObjectStore;

/** The buckets that images lie in. Asked by several threads; gives the same store every time. */
@FunctionalInterface
public interface Buckets {
    /**
     * The store that holds the image under its {@link ImageRef#key()}.
     *
     * @throws IllegalArgumentException for a store or bucket this function may not use
     */
    ObjectStore of(ImageRef image);
}
