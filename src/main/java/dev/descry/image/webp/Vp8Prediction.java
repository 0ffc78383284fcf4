package dev.descry.image.webp;

import java.util.Arrays;

/** Intra prediction (RFC 6386, section 12): fills squares of a plane from the samples above and to the left. */
final class Vp8Prediction {
    private static final int SIDE = 4;
    private static final int EDGE = 13;
    private static final int GREY = 128;

    /** Added to the places of two-sample means below. */
    private static final int MEAN = 16;
    /** The lowest sample of the left edge itself. */
    private static final int LOWEST = 32;

    /**
     * Modes 6 to 9 of subblocks, row by row: from which place of the edge (left from bottom to top, corner, above) a
     * sample comes, smoothed over three samples, or with {@link #MEAN} over two.
     */
    private static final int[][] PLACES = {
        {20, 21, 22, 23, 4, 5, 6, 7, 3, 20, 21, 22, 2, 4, 5, 6},
        {6, 7, 8, 9, 7, 8, 9, 10, 8, 9, 10, 11, 9, 10, 11, 12},
        {21, 22, 23, 24, 6, 7, 8, 9, 22, 23, 24, 10, 7, 8, 9, 11},
        {19, 4, 5, 6, 18, 3, 19, 4, 17, 2, 18, 3, 16, 1, 17, 2},
        {18, 2, 17, 1, 17, 1, 16, 0, 16, 0, LOWEST, LOWEST, LOWEST, LOWEST, LOWEST, LOWEST}
    };

    private static final int FIRST_OF_PLACES = 5;
    private static final int RIGHT_DOWN = 4;

    private final int[] edge = new int[EDGE];

    /** A whole block of luma (16) or chroma (8); the mean leaves out sides that lie beyond the picture. */
    void square(Vp8Plane plane, int x, int y, int side, int mode) {
        switch (mode) {
            case Vp8Modes.DC -> fill(plane, x, y, side, mean(plane, x, y, side));
            case Vp8Modes.TRUE_MOTION -> trueMotion(plane, x, y, side);
            case Vp8Modes.VERTICAL -> {
                for (int row = 0; row < side; row++) {
                    System.arraycopy(plane.samples, plane.at(x, y - 1), plane.samples, plane.at(x, y + row), side);
                }
            }
            default -> {
                for (int row = 0; row < side; row++) {
                    int at = plane.at(x, y + row);
                    Arrays.fill(plane.samples, at, at + side, plane.samples[at - 1]);
                }
            }
        }
    }

    private static int mean(Vp8Plane plane, int x, int y, int side) {
        int sum = 0;
        int count = 0;
        for (int i = 0; i < side && y > 0; i++, count++) {
            sum += plane.samples[plane.at(x + i, y - 1)] & 0xFF;
        }
        for (int i = 0; i < side && x > 0; i++, count++) {
            sum += plane.samples[plane.at(x - 1, y + i)] & 0xFF;
        }
        return count == 0 ? GREY : (sum + count / 2) / count;
    }

    private static void fill(Vp8Plane plane, int x, int y, int side, int value) {
        for (int row = 0; row < side; row++) {
            int at = plane.at(x, y + row);
            Arrays.fill(plane.samples, at, at + side, (byte) value);
        }
    }

    private static void trueMotion(Vp8Plane plane, int x, int y, int side) {
        byte[] samples = plane.samples;
        int above = plane.at(x, y - 1);
        for (int row = 0; row < side; row++) {
            int at = plane.at(x, y + row);
            int slope = (samples[at - 1] & 0xFF) - (samples[above - 1] & 0xFF);
            for (int i = 0; i < side; i++) {
                samples[at + i] = (byte) Math.max(0, Math.min(255, (samples[above + i] & 0xFF) + slope));
            }
        }
    }

    /**
     * A subblock of luma.
     *
     * @param aboveRight index of the four samples above to the right
     */
    void subblock(Vp8Plane plane, int x, int y, int mode, int aboveRight) {
        byte[] samples = plane.samples;
        int at = plane.at(x, y);
        for (int i = 0; i < SIDE; i++) {
            edge[i] = samples[at + (SIDE - 1 - i) * plane.stride - 1] & 0xFF;
            edge[FIRST_OF_PLACES + i] = samples[at - plane.stride + i] & 0xFF;
            edge[FIRST_OF_PLACES + SIDE + i] = samples[aboveRight + i] & 0xFF;
        }
        edge[SIDE] = samples[at - plane.stride - 1] & 0xFF;
        if (mode == Vp8Modes.TRUE_MOTION) {
            trueMotion(plane, x, y, SIDE);
            return;
        }
        int mean = 4;
        for (int i = 0; i < SIDE; i++) {
            mean += edge[i] + edge[FIRST_OF_PLACES + i];
        }
        for (int i = 0; i < SIDE * SIDE; i++) {
            int column = i % SIDE;
            int row = i / SIDE;
            int value =
                    switch (mode) {
                        case Vp8Modes.DC -> mean >> 3;
                        case Vp8Modes.VERTICAL -> smooth(FIRST_OF_PLACES + column);
                        case Vp8Modes.HORIZONTAL -> smooth(SIDE - 1 - row);
                        case RIGHT_DOWN -> smooth(SIDE + column - row);
                        default -> at(PLACES[mode - FIRST_OF_PLACES][i]);
                    };
            samples[at + row * plane.stride + column] = (byte) value;
        }
    }

    private int at(int place) {
        if (place == LOWEST) {
            return edge[0];
        }
        return place < MEAN ? smooth(place) : (edge[place - MEAN] + edge[place - MEAN + 1] + 1) >> 1;
    }

    /** Three samples of the edge, weighted 1 : 2 : 1; past its ends the last one counts again. */
    private int smooth(int place) {
        int before = edge[Math.max(0, place - 1)];
        int after = edge[Math.min(EDGE - 1, place + 1)];
        return (before + 2 * edge[place] + after + 2) >> 2;
    }
}
