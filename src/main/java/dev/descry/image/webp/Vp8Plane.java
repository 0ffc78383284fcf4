package dev.descry.image.webp;

import java.util.Arrays;

/**
 * Samples of one channel in whole macroblocks, framed by what prediction sees beyond the picture: 127 above, 129 to the
 * left, and four more samples above to the right.
 */
final class Vp8Plane {
    private static final byte ABOVE = 127;
    private static final byte LEFT = (byte) 129;
    private static final int FRAME = 5;

    final byte[] samples;
    final int stride;

    Vp8Plane(int width, int height) {
        stride = width + FRAME;
        samples = new byte[Math.multiplyExact(stride, height + 1)];
        Arrays.fill(samples, 0, stride, ABOVE);
        for (int y = 0; y < height; y++) {
            samples[at(-1, y)] = LEFT;
        }
    }

    /** Index of a sample; -1 is allowed for both. */
    int at(int x, int y) {
        return (y + 1) * stride + x + 1;
    }
}
