package dev.descry.image.png;

import dev.descry.image.ImageException;
import dev.descry.image.ImageException.Kind;
import java.util.Arrays;

/**
 * What the bytes of a PNG row mean.
 *
 * @param depth bits of one sample
 * @param channels samples of one pixel
 * @param grey whether the first sample is all there is, beside alpha
 * @param colours where samples are indices, the RGB of each of 256, black past the end of the palette; else empty
 */
record PngSamples(int depth, int channels, boolean grey, byte[] colours) {
    private static final int CHANNELS = 3;
    private static final int COLOURS = 256;

    /** By the header's depth and colour type. */
    static PngSamples of(int depth, int type, byte[] palette) {
        boolean small = depth == 1 || depth == 2 || depth == 4;
        boolean whole = depth == 8 || depth == 16;
        if (type == 0 && (small || whole)) {
            return new PngSamples(depth, 1, true, new byte[0]);
        } else if (type == 2 && whole) {
            return new PngSamples(depth, 3, false, new byte[0]);
        } else if (type == 3 && (small || depth == 8)) {
            return new PngSamples(depth, 1, false, Arrays.copyOf(palette, CHANNELS * COLOURS));
        } else if (type == 4 && whole) {
            return new PngSamples(depth, 2, true, new byte[0]);
        } else if (type == 6 && whole) {
            return new PngSamples(depth, 4, false, new byte[0]);
        }
        throw new ImageException(
                Kind.UNSUPPORTED,
                "PNG: expected a colour type and depth of the standard, found type %d with %d bits"
                        .formatted(type, depth));
    }

    /** Bits of one pixel. */
    int bits() {
        return depth * channels;
    }

    /**
     * Writes the RGB of {@code count} pixels to {@code rgb} at {@code start}, {@code start + step}, …
     *
     * @param row samples from index 1 on
     */
    void expand(byte[] row, int count, byte[] rgb, int start, int step) {
        if (depth == 8 && channels >= CHANNELS) {
            int in = 1;
            for (int at = start, x = 0; x < count; x++, at += step, in += channels) {
                rgb[at] = row[in];
                rgb[at + 1] = row[in + 1];
                rgb[at + 2] = row[in + 2];
            }
            return;
        }
        int at = start;
        for (int x = 0; x < count; x++, at += step) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                rgb[at + channel] = sample(row, x, channel);
            }
        }
    }

    private byte sample(byte[] row, int x, int channel) {
        if (depth == 16) {
            int in = 1 + 2 * (x * channels + (grey ? 0 : channel));
            boolean clipped = channels == 1 && row[in] != 0;
            return clipped ? (byte) 255 : row[channels == 1 ? in + 1 : in];
        }
        if (depth == 8) {
            byte value = row[1 + x * channels];
            return colours.length == 0 ? value : colours[(value & 0xFF) * CHANNELS + channel];
        }
        int bit = x * depth;
        int top = (1 << depth) - 1;
        int value = row[1 + bit / 8] >> (8 - depth - bit % 8) & top;
        return colours.length == 0 ? (byte) (value * 255 / top) : colours[value * CHANNELS + channel];
    }
}
