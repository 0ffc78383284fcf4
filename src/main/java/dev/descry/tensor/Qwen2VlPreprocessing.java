package dev.descry.tensor;

import dev.descry.image.Pixels;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;

/**
 * How a Qwen2-VL checkpoint wants its pictures; the values stand in its {@code preprocessor_config.json}. Bit-identical
 * to transformers' {@code Qwen2VLImageProcessorPil}.
 *
 * @param minPixels smallest area after resizing
 * @param maxPixels largest area after resizing
 * @param patch side of a patch in pixels
 * @param temporalPatch frames of a patch
 * @param merge side, in patches, of the block that becomes one token
 */
public record Qwen2VlPreprocessing(
        long minPixels, long maxPixels, int patch, int temporalPatch, int merge, Normalisation normalisation) {

    /** What the published checkpoints say, save the budget: 1,280 tokens where they allow 16,384. */
    public static final Qwen2VlPreprocessing DEFAULT =
            new Qwen2VlPreprocessing(3_136, 1_003_520, 14, 2, 2, Normalisation.CLIP);

    public Qwen2VlPreprocessing {
        new Patches(patch, temporalPatch, merge);
        new SmartResize(patch * merge, minPixels, maxPixels);
    }

    /** The same within another pixel budget. */
    public Qwen2VlPreprocessing within(long fewest, long most) {
        return new Qwen2VlPreprocessing(fewest, most, patch, temporalPatch, merge, normalisation);
    }

    /** The size a picture of {@code from} is brought to. */
    public Size size(Size from) {
        return new SmartResize(patch * merge, minPixels, maxPixels).fit(from);
    }

    /** The image tokens a picture of {@code from} takes in the prompt. */
    public int tokens(Size from) {
        return Math.toIntExact(size(from).area() / ((long) patch * merge * patch * merge));
    }

    /**
     * Resizes, normalises and cuts.
     *
     * @param memory gives the result's memory; an arena, or a {@link SegmentAllocator#prefixAllocator prefix} of a buffer
     *     used again and again
     * @throws IllegalArgumentException when one side is more than 200 times the other
     */
    public PatchTensor apply(Pixels pixels, SegmentAllocator memory) {
        Size to = size(new Size(pixels.width(), pixels.height()));
        Pixels resized = Resize.bicubic(pixels, to);
        Patches patches = new Patches(patch, temporalPatch, merge);
        int gridH = to.height() / patch;
        int gridW = to.width() / patch;
        var data = memory.allocate(ValueLayout.JAVA_FLOAT, (long) gridH * gridW * patches.width());
        patches.write(resized, normalisation.table(), data);
        return new PatchTensor(data, 1, gridH, gridW);
    }
}
