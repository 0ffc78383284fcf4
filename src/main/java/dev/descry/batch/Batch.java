package dev.descry.batch;

import dev.descry.chain.Chain;
import dev.descry.dataset.Existing;
import dev.descry.dataset.ImageFiles;
import java.util.OptionalLong;

/**
 * Many images for one chain.
 *
 * @param images read from the disk while the batch runs
 * @param chain run on each of them
 * @param existing what happens to images that have a caption
 * @param limit most images to describe, those passed over not counted; empty for all
 * @param concurrency images under way at once, 1 or more
 * @param dryRun only tells what would be described; reads no image, asks no expert and writes nothing
 */
public record Batch(
        ImageFiles images, Chain chain, Existing existing, OptionalLong limit, int concurrency, boolean dryRun) {
    public Batch {
        if (concurrency < 1 || limit.orElse(1) < 1) {
            throw new IllegalArgumentException(
                    "batch: expected a concurrency and a limit of 1 or more, found " + concurrency + " and " + limit);
        }
    }
}
