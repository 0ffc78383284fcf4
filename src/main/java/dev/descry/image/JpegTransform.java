package dev.descry.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
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
    private static final VarHandle ROW = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final int[] values = new int[JpegComponent.BLOCK_AREA];
    private final int[] turned = new int[JpegComponent.BLOCK_AREA];

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
            long level = sample(in[start] * factors[0] + 4 >> 3) * 0x0101010101010101L;
            for (int y = 0; y < SIDE; y++) {
                ROW.set(out, at + y * stride, level);
            }
            return;
        }
        for (int i = 0; i < JpegComponent.BLOCK_AREA; i++) {
            values[i] = in[start + i] * factors[i];
        }
        pass(values, turned, PLACES - KEPT);
        pass(turned, values, PLACES + KEPT + 3);
        for (int y = 0; y < SIDE; y++) {
            long row = 0;
            for (int x = SIDE - 1; x >= 0; x--) {
                row = row << 8 | sample(values[y * SIDE + x]);
            }
            ROW.set(out, at + y * stride, row);
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

    private static int sample(int value) {
        return Math.max(0, Math.min(255, value + MIDDLE));
    }

    /**
     * Transforms each column of {@code in} to a row of {@code out}, rounding {@code shift} places away; done twice, this
     * transforms columns and rows and leaves the block as it lay.
     */
    private static void pass(int[] in, int[] out, int shift) {
        int half = 1 << (shift - 1);
        for (int x = 0; x < SIDE; x++) {
            int v1 = in[x + 8];
            int v2 = in[x + 16];
            int v3 = in[x + 24];
            int v4 = in[x + 32];
            int v5 = in[x + 40];
            int v6 = in[x + 48];
            int v7 = in[x + 56];
            int at = x * SIDE;
            if ((v1 | v2 | v3 | v4 | v5 | v6 | v7) == 0) {
                Arrays.fill(out, at, at + SIDE, (in[x] << PLACES) + half >> shift);
                continue;
            }
            int turned = (v2 + v6) * 4433;
            int even2 = turned - v6 * 15137;
            int even3 = turned + v2 * 6270;
            int even0 = (in[x] + v4 << PLACES) + half;
            int even1 = (in[x] - v4 << PLACES) + half;
            int all = (v1 + v3 + v5 + v7) * 9633;
            int outer = (v1 + v7) * -7373;
            int inner = (v3 + v5) * -20995;
            int upper = (v3 + v7) * -16069 + all;
            int lower = (v1 + v5) * -3196 + all;
            out[at] = even0 + even3 + (v1 * 12299 + outer + lower) >> shift;
            out[at + 7] = even0 + even3 - (v1 * 12299 + outer + lower) >> shift;
            out[at + 1] = even1 + even2 + (v3 * 25172 + inner + upper) >> shift;
            out[at + 6] = even1 + even2 - (v3 * 25172 + inner + upper) >> shift;
            out[at + 2] = even1 - even2 + (v5 * 16819 + inner + lower) >> shift;
            out[at + 5] = even1 - even2 - (v5 * 16819 + inner + lower) >> shift;
            out[at + 3] = even0 - even3 + (v7 * 2446 + outer + upper) >> shift;
            out[at + 4] = even0 - even3 - (v7 * 2446 + outer + upper) >> shift;
        }
    }
}
