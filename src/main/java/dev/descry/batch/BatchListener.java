package dev.descry.batch;

import dev.descry.dataset.ImageFile;

/** Hears of every image of a batch, one call at a time, on any thread; must return quickly. */
@FunctionalInterface
public interface BatchListener {
    /** Hears nothing. */
    BatchListener NONE = (image, outcome, progress) -> {};

    /** An image is done; its files are written. */
    void onImage(ImageFile image, ImageOutcome outcome, Progress progress);
}
