package dev.descry.tensor;

import dev.descry.image.Pixels;

/**
 * How a BLIP or BLIP-2 checkpoint wants its pictures: brought to one size, whatever their shape. Bit-identical to
 * transformers' {@code BlipImageProcessorPil}.
 *
 * @param size after resizing
 */
public record BlipPreprocessing(Size size, Normalisation normalisation) {

    /** Resizes and normalises. */
    public PixelTensor apply(Pixels pixels) {
        return normalisation.planes(Resize.bicubic(pixels, size));
    }
}
