package dev.descry.image;

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

    private final int[] work = new int[JpegComponent.BLOCK_AREA];

    /** Turns a row of blocks, coefficients from {@code start} on, into samples of the component's plane. */
    void blockRow(JpegComponent component, short[] coefficients, int start, int blockY) {
        int stride = component.stride();
        int at = blockY * SIDE * stride;
        for (int x = 0; x < component.blocksWide; x++) {
            block(
                    coefficients,
                    start + x * JpegComponent.BLOCK_AREA,
                    component.quantisation,
                    component.plane,
                    at,
                    stride);
            at += SIDE;
        }
    }

    private void block(short[] in, int start, int[] factors, byte[] out, int at, int stride) {
        if (isFlat(in, start)) {
            byte value = sample(in[start] * factors[0] + 4 >> 3);
            for (int y = 0; y < SIDE; y++) {
                for (int x = 0; x < SIDE; x++) {
                    out[at + y * stride + x] = value;
                }
            }
            return;
        }
        int[] values = work;
        for (int i = 0; i < values.length; i++) {
            values[i] = in[start + i] * factors[i];
        }
        for (int x = 0; x < SIDE; x++) {
            line(values, x, SIDE, PLACES - KEPT);
        }
        for (int y = 0; y < SIDE; y++) {
            line(values, y * SIDE, 1, PLACES + KEPT + 3);
            int row = at + y * stride;
            for (int x = 0; x < SIDE; x++) {
                out[row + x] = sample(values[y * SIDE + x]);
            }
        }
    }

    private static boolean isFlat(short[] in, int start) {
        for (int i = 1; i < JpegComponent.BLOCK_AREA; i++) {
            if (in[start + i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static byte sample(int value) {
        return (byte) Math.max(0, Math.min(255, value + MIDDLE));
    }

    /** Transforms the eight values at {@code at}, {@code at + step}, … in place and rounds {@code shift} places away. */
    private static void line(int[] v, int at, int step, int shift) {
        int half = 1 << (shift - 1);
        int v2 = v[at + 2 * step];
        int v6 = v[at + 6 * step];
        int turned = (v2 + v6) * 4433;
        int even2 = turned - v6 * 15137;
        int even3 = turned + v2 * 6270;
        int even0 = (v[at] + v[at + 4 * step] << PLACES) + half;
        int even1 = (v[at] - v[at + 4 * step] << PLACES) + half;

        int v1 = v[at + step];
        int v3 = v[at + 3 * step];
        int v5 = v[at + 5 * step];
        int v7 = v[at + 7 * step];
        int all = (v1 + v3 + v5 + v7) * 9633;
        int outer = (v1 + v7) * -7373;
        int inner = (v3 + v5) * -20995;
        int upper = (v3 + v7) * -16069 + all;
        int lower = (v1 + v5) * -3196 + all;
        int odd0 = v7 * 2446 + outer + upper;
        int odd1 = v5 * 16819 + inner + lower;
        int odd2 = v3 * 25172 + inner + upper;
        int odd3 = v1 * 12299 + outer + lower;

        v[at] = even0 + even3 + odd3 >> shift;
        v[at + 7 * step] = even0 + even3 - odd3 >> shift;
        v[at + step] = even1 + even2 + odd2 >> shift;
        v[at + 6 * step] = even1 + even2 - odd2 >> shift;
        v[at + 2 * step] = even1 - even2 + odd1 >> shift;
        v[at + 5 * step] = even1 - even2 - odd1 >> shift;
        v[at + 3 * step] = even0 - even3 + odd0 >> shift;
        v[at + 4 * step] = even0 - even3 - odd0 >> shift;
    }
}
