package dev.descry.tensor;

import dev.descry.image.Pixels;

/**
 * How a CLIP checkpoint wants its pictures: the shorter side brought to a length, then the middle square cut out.
 * Bit-identical to transformers' {@code CLIPImageProcessorPil}, and to open_clip's transform of an RGB picture.
 *
 * @param shortest length of the shorter side after resizing, in pixels
 * @param crop side of the square, at most {@code shortest}
 * @param offset where an odd pixel goes that cannot be halved
 */
public record ClipPreprocessing(int shortest, int crop, Offset offset, Normalisation normalisation) {
    private static final int CHANNELS = 3;

    /** Pixels left out above and to the left when {@code d} are left out in all. */
    public enum Offset {
        /** floor(d / 2): transformers. */
        DOWN,
        /** d / 2 rounded, halves to even: torchvision and open_clip. */
        HALF_EVEN;

        int of(int leftOut) {
            return switch (this) {
                case DOWN -> leftOut / 2;
                case HALF_EVEN -> (int) Math.rint(leftOut / 2.0);
            };
        }
    }

    public ClipPreprocessing {
        if (crop < 1 || crop > shortest) {
            throw new IllegalArgumentException(
                    "crop_size: expected 1 to the shortest edge %d, found %d".formatted(shortest, crop));
        }
    }

    /** The same with another rule for an odd pixel. */
    public ClipPreprocessing with(Offset other) {
        return new ClipPreprocessing(shortest, crop, other, normalisation);
    }

    /** The size a picture of {@code from} is brought to before the crop. */
    public Size size(Size from) {
        int shorter = Math.min(from.width(), from.height());
        return new Size(side(from.width(), shorter), side(from.height(), shorter));
    }

    private int side(int length, int shorter) {
        return Math.toIntExact((long) shortest * length / shorter);
    }

    /** Resizes, crops and normalises: [3, crop, crop], red, green and blue one after another. */
    public float[] apply(Pixels pixels) {
        Size to = size(new Size(pixels.width(), pixels.height()));
        Pixels resized = Resize.bicubic(pixels, to);
        int left = offset.of(to.width() - crop);
        int top = offset.of(to.height() - crop);
        float[] table = normalisation.table();
        byte[] rgb = resized.rgb();
        float[] result = new float[CHANNELS * crop * crop];
        for (int channel = 0; channel < CHANNELS; channel++) {
            int levels = channel * Normalisation.LEVELS;
            int out = channel * crop * crop;
            for (int y = 0; y < crop; y++) {
                int in = ((top + y) * to.width() + left) * CHANNELS + channel;
                for (int x = 0; x < crop; x++, in += CHANNELS) {
                    result[out++] = table[levels + (rgb[in] & 0xFF)];
                }
            }
        }
        return result;
    }
}
