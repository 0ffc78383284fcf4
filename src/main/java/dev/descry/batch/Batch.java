package dev.descry.batch;

import dev.descry.chain.Chain;
import dev.descry.dataset.Dataset;
import dev.descry.dataset.Existing;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Many images for one chain.
 *
 * @param images read while the batch runs
 * @param chain run on each of them
 * @param existing what happens to images that have a caption
 * @param limit most images to describe, those passed over not counted; empty for all
 * @param sample describe so many, drawn evenly from those that would be described, the same ones every time; empty for all
 * @param concurrency images under way at once, 1 or more
 * @param order of images and steps
 * @param nearDuplicates what becomes of images that look alike
 * @param dryRun only tells what would be described and what that may take; writes no file beside images and no record. Asks
 *     experts only for a sample, whose captions are kept in the chain's memory
 */
public record Batch(
        Dataset images,
        Chain chain,
        Existing existing,
        OptionalLong limit,
        OptionalInt sample,
        int concurrency,
        Order order,
        NearDuplicates nearDuplicates,
        boolean dryRun) {
    public Batch {
        if (concurrency < 1 || limit.orElse(1) < 1 || sample.orElse(1) < 1) {
            throw new IllegalArgumentException(
                    "batch: expected a concurrency, a limit and a sample of 1 or more, found %d, %s and %s"
                            .formatted(concurrency, limit, sample));
        }
    }

    /** All images one by one, each through the whole chain. */
    public Batch(Dataset images, Chain chain, Existing existing, OptionalLong limit, int concurrency, boolean dryRun) {
        this(
                images,
                chain,
                existing,
                limit,
                OptionalInt.empty(),
                concurrency,
                Order.BY_IMAGE,
                NearDuplicates.IGNORE,
                dryRun);
    }

    /** The same in another order. */
    public Batch in(Order order) {
        return new Batch(images, chain, existing, limit, sample, concurrency, order, nearDuplicates, dryRun);
    }

    /** The same for a sample alone. */
    public Batch sampling(int images) {
        return new Batch(
                this.images,
                chain,
                existing,
                limit,
                OptionalInt.of(images),
                concurrency,
                order,
                nearDuplicates,
                dryRun);
    }

    /** The same with another rule for images that look alike. */
    public Batch with(NearDuplicates nearDuplicates) {
        return new Batch(images, chain, existing, limit, sample, concurrency, order, nearDuplicates, dryRun);
    }
}
