package dev.descry.image.webp;

import java.util.Arrays;

/** How the macroblocks of a key frame are predicted, read one after the other (RFC 6386, sections 10 and 11). */
final class Vp8Modes {
    static final int DC = 0;
    static final int TRUE_MOTION = 1;
    static final int VERTICAL = 2;
    static final int HORIZONTAL = 3;

    /** Subblocks know six more: to the right and down, steeper and flatter, to the left and down, and so on. */
    private static final int MODES = 10;

    private static final int PROBABILITIES = MODES - 1;

    /** Inner nodes of the tree of subblock modes, two branches each; a negative number or 0 is a mode. */
    private static final int[] TREE = {0, 1, -1, 2, -2, 3, 4, 6, -3, 5, -4, -5, -6, 7, -7, 8, -8, -9};

    private final Vp8Header header;
    private final byte[] probabilities = Vp8Tables.subblockModes();
    private final int[] above;
    private final int[] left = new int[4];

    /** Of the macroblock read last: its segment. */
    int segment;
    /** Whether it has no coefficients. */
    boolean skipped;
    /** Whether each subblock of its luma has a mode of its own. */
    boolean subblocks;
    /** Those modes, or the one at index 0. */
    final int[] luma = new int[16];

    int chroma;

    Vp8Modes(Vp8Header header) {
        this.header = header;
        above = new int[4 * Math.ceilDiv(header.width, 16)];
    }

    void startRow() {
        Arrays.fill(left, DC);
    }

    /** Reads the modes of the macroblock in column {@code x}. */
    void read(int x) {
        Vp8Bools bools = header.modes;
        if (header.segmentMap) {
            int[] tree = header.segmentTree;
            segment = bools.bit(tree[0]) == 0 ? bools.bit(tree[1]) : 2 + bools.bit(tree[2]);
        }
        skipped = header.skipProbability >= 0 && bools.bit(header.skipProbability) == 1;
        subblocks = bools.bit(145) == 0;
        if (subblocks) {
            readSubblocks(bools, 4 * x);
        } else {
            boolean late = bools.bit(156) == 1;
            boolean second = bools.bit(late ? 128 : 163) == 1;
            luma[0] = late ? second ? TRUE_MOTION : HORIZONTAL : second ? VERTICAL : DC;
            Arrays.fill(above, 4 * x, 4 * x + 4, luma[0]);
            Arrays.fill(left, luma[0]);
        }
        chroma = bools.bit(142) == 0
                ? DC
                : bools.bit(114) == 0 ? VERTICAL : bools.bit(183) == 1 ? TRUE_MOTION : HORIZONTAL;
    }

    private void readSubblocks(Vp8Bools bools, int column) {
        for (int i = 0; i < luma.length; i++) {
            int context = (above[column + i % 4] * MODES + left[i / 4]) * PROBABILITIES;
            int branch = 0;
            do {
                branch = TREE[2 * branch + bools.bit(probabilities[context + branch] & 0xFF)];
            } while (branch > 0);
            luma[i] = -branch;
            above[column + i % 4] = -branch;
            left[i / 4] = -branch;
        }
    }
}
