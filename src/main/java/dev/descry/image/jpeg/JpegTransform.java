package dev.descry.image.jpeg;

import java.util.Arrays;

/**
 * The inverse cosine transform of 8 x 8 blocks in whole numbers, rounded like the accurate one of the Independent JPEG
 * Group ({@code jidctint}): C. Loeffler, A. Ligtenberg, G. Moschytz, "Practical fast 1-D DCT algorithms with 11
 * multiplications", ICASSP 1989, constants with 13 binary places, two places kept between the passes. One instance
 * serves one thread.
 */
final class JpegTransform {
    private static final int SIDE = JpegComponent.BLOCK;
    private static final int PLACES = 13;
    private static final int KEPT = 2;
    private static final int MIDDLE = 128;

    /** Between the passes, columns lying as rows. */
    private final int[] turned = new int[JpegComponent.BLOCK_AREA];
    /** Eight lines of samples, not yet clamped. */
    private int[] lines = new int[0];

    /** Turns a row of blocks, coefficients from {@code start} on, into samples of the component's plane. */
    void blockRow(JpegComponent component, short[] coefficients, int start, int blockY) {
        int stride = component.stride();
        if (lines.length < SIDE * stride) {
            lines = new int[SIDE * stride];
        }
        for (int x = 0; x < component.blocksWide; x++) {
            int from = start + x * JpegComponent.BLOCK_AREA;
            if (isFlat(coefficients, from)) {
                int level = (coefficients[from] * component.quantisation[0] + 4) >> 3;
                for (int y = 0; y < SIDE; y++) {
                    Arrays.fill(lines, y * stride + x * SIDE, y * stride + (x + 1) * SIDE, level);
                }
            } else {
                columns(coefficients, from, component.quantisation);
                rows(x * SIDE, stride);
            }
        }
        clamp(lines, component.plane, blockY * SIDE * stride, SIDE * stride);
    }

    private static boolean isFlat(short[] in, int start) {
        for (int i = 1; i < JpegComponent.BLOCK_AREA; i++) {
            if (in[start + i] != 0) {
                return false;
            }
        }
        return true;
    }

    private void columns(short[] in, int start, int[] factors) {
        for (int x = 0; x < SIDE; x++) {
            int at = start + x;
            int v0 = in[at] * factors[x];
            int others = in[at + 8] | in[at + 16] | in[at + 24] | in[at + 32] | in[at + 40] | in[at + 48] | in[at + 56];
            if (others == 0) {
                Arrays.fill(turned, SIDE * x, SIDE * (x + 1), v0 << KEPT);
                continue;
            }
            line(
                    v0,
                    in[at + 8] * factors[x + 8],
                    in[at + 16] * factors[x + 16],
                    in[at + 24] * factors[x + 24],
                    in[at + 32] * factors[x + 32],
                    in[at + 40] * factors[x + 40],
                    in[at + 48] * factors[x + 48],
                    in[at + 56] * factors[x + 56],
                    turned,
                    SIDE * x,
                    PLACES - KEPT);
        }
    }

    private void rows(int at, int stride) {
        int[] v = turned;
        for (int y = 0; y < SIDE; y++) {
            line(
                    v[y],
                    v[y + 8],
                    v[y + 16],
                    v[y + 24],
                    v[y + 32],
                    v[y + 40],
                    v[y + 48],
                    v[y + 56],
                    lines,
                    at + y * stride,
                    PLACES + KEPT + 3);
        }
    }

    /** Transforms eight values to {@code out} at {@code at} and after, rounding {@code shift} places away. */
    private static void line(
            int v0, int v1, int v2, int v3, int v4, int v5, int v6, int v7, int[] out, int at, int shift) {
        int half = 1 << (shift - 1);
        int shared = (v2 + v6) * 4433;
        int even2 = shared - v6 * 15137;
        int even3 = shared + v2 * 6270;
        int even0 = ((v0 + v4) << PLACES) + half;
        int even1 = ((v0 - v4) << PLACES) + half;
        int all = (v1 + v3 + v5 + v7) * 9633;
        int outer = (v1 + v7) * -7373;
        int inner = (v3 + v5) * -20995;
        int upper = (v3 + v7) * -16069 + all;
        int lower = (v1 + v5) * -3196 + all;
        int odd0 = v7 * 2446 + outer + upper;
        int odd1 = v5 * 16819 + inner + lower;
        int odd2 = v3 * 25172 + inner + upper;
        int odd3 = v1 * 12299 + outer + lower;
        out[at] = (even0 + even3 + odd3) >> shift;
        out[at + 1] = (even1 + even2 + odd2) >> shift;
        out[at + 2] = (even1 - even2 + odd1) >> shift;
        out[at + 3] = (even0 - even3 + odd0) >> shift;
        out[at + 4] = (even0 - even3 - odd0) >> shift;
        out[at + 5] = (even1 - even2 - odd1) >> shift;
        out[at + 6] = (even1 + even2 - odd2) >> shift;
        out[at + 7] = (even0 + even3 - odd3) >> shift;
    }

    /** Moves to 0..255 and clamps; the compiler makes vector instructions of this clamp, not of others. */
    private static void clamp(int[] in, byte[] out, int start, int count) {
        for (int i = 0; i < count; i++) {
            out[start + i] = (byte) Math.clamp(in[i] + MIDDLE, 0, 255);
        }
    }
}
