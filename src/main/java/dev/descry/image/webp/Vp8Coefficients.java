package dev.descry.image.webp;

import java.util.Arrays;

/** The coefficients of macroblocks, read and scaled (RFC 6386, sections 13 and 14). */
final class Vp8Coefficients {
    private static final int BLOCK = 16;
    private static final int LUMA = 16;
    private static final int BLOCKS = 24;

    /** Kinds of blocks. */
    private static final int LUMA_WITHOUT_FIRST = 0;

    private static final int LUMA_FIRSTS = 1;
    private static final int CHROMA = 2;
    private static final int LUMA_WHOLE = 3;

    private static final int[][] LARGE = {
        {173, 148, 140},
        {176, 155, 140, 135},
        {180, 157, 141, 134, 130},
        {254, 254, 243, 230, 196, 177, 153, 140, 133, 130, 129}
    };

    private final byte[] probabilities;
    /** Whether the blocks above and to the left have coefficients: 4 of luma, 2 and 2 of chroma, the luma firsts'. */
    private final byte[] above;

    private final byte[] left = new byte[9];
    private final int[] firsts = new int[BLOCK];

    /** Of the macroblock read last: 16 blocks of luma, 4 and 4 of chroma, each 4 x 4. */
    final int[] values = new int[BLOCKS * BLOCK];

    Vp8Coefficients(Vp8Header header) {
        probabilities = header.tokens;
        above = new byte[9 * Math.ceilDiv(header.width, 16)];
    }

    void startRow() {
        Arrays.fill(left, (byte) 0);
    }

    /** Passes over a macroblock without coefficients. */
    void skip(int x, boolean subblocks) {
        int kept = subblocks ? 1 : 0;
        Arrays.fill(above, 9 * x, 9 * x + 9 - kept, (byte) 0);
        Arrays.fill(left, 0, 9 - kept, (byte) 0);
        Arrays.fill(values, 0);
    }

    /** Reads a macroblock; answers whether it has any coefficient. */
    boolean read(Vp8Bools bools, int x, boolean subblocks, int[] factors) {
        Arrays.fill(values, 0);
        int column = 9 * x;
        int first = subblocks ? 0 : 1;
        if (!subblocks) {
            Arrays.fill(firsts, 0);
            int end = block(bools, LUMA_FIRSTS, above[column + 8] + left[8], 0, factors[2], factors[3], firsts, 0);
            above[column + 8] = left[8] = (byte) (end > 0 ? 1 : 0);
            Vp8Transform.spreadFirsts(firsts, values);
        }
        boolean any = false;
        int kind = subblocks ? LUMA_WHOLE : LUMA_WITHOUT_FIRST;
        for (int i = 0; i < LUMA; i++) {
            any |= inPlane(bools, kind, column + i % 4, i / 4, first, factors[0], factors[1], i);
        }
        for (int i = LUMA; i < BLOCKS; i++) {
            int plane = 4 + (i - LUMA) / 4 * 2;
            any |= inPlane(bools, CHROMA, column + plane + i % 2, plane + i / 2 % 2, 0, factors[4], factors[5], i);
        }
        return any;
    }

    private boolean inPlane(Vp8Bools bools, int kind, int top, int side, int first, int dc, int ac, int index) {
        int end = block(bools, kind, above[top] + left[side], first, dc, ac, values, index * BLOCK);
        above[top] = left[side] = (byte) (end > first ? 1 : 0);
        return end > 1 || values[index * BLOCK] != 0;
    }

    /** Reads one block from position {@code first} on; answers the position after its last coefficient. */
    private int block(Vp8Bools bools, int kind, int context, int first, int dc, int ac, int[] out, int at) {
        int row = row(kind, first, context);
        for (int n = first; n < BLOCK; n++) {
            if (bools.bit(probability(row)) == 0) {
                return n;
            }
            while (bools.bit(probability(row + 1)) == 0) {
                if (++n == BLOCK) {
                    return BLOCK;
                }
                row = row(kind, n, 0);
            }
            int value = 1;
            int next = 1;
            if (bools.bit(probability(row + 2)) == 1) {
                value = large(bools, row);
                next = 2;
            }
            out[at + Vp8Tables.ZIGZAG[n]] = (bools.flag() ? -value : value) * (n > 0 ? ac : dc);
            row = row(kind, n + 1, next);
        }
        return BLOCK;
    }

    private static int row(int kind, int position, int context) {
        return ((kind * Vp8Tables.BANDS + Vp8Tables.BAND[position]) * Vp8Tables.CONTEXTS + context) * Vp8Tables.TOKENS;
    }

    private int probability(int index) {
        return probabilities[index] & 0xFF;
    }

    /** A value of 2 or more. */
    private int large(Vp8Bools bools, int row) {
        if (bools.bit(probability(row + 3)) == 0) {
            return bools.bit(probability(row + 4)) == 0 ? 2 : 3 + bools.bit(probability(row + 5));
        }
        if (bools.bit(probability(row + 6)) == 0) {
            return bools.bit(probability(row + 7)) == 0 ? 5 + bools.bit(159) : 7 + 2 * bools.bit(165) + bools.bit(145);
        }
        int high = bools.bit(probability(row + 8));
        int category = 2 * high + bools.bit(probability(row + 9 + high));
        int extra = 0;
        for (int probability : LARGE[category]) {
            extra = 2 * extra + bools.bit(probability);
        }
        return extra + 3 + (8 << category);
    }
}
