package dev.descry.image.webp;

/** VP8's loop filter (RFC 6386, section 15): smooths the edges between blocks where they are faint enough. */
final class Vp8Filter {
    private final Vp8Header header;
    private final Vp8Plane luma;
    private final Vp8Plane blue;
    private final Vp8Plane red;

    private int edgeLimit;
    private int innerLimit;
    private int steep;

    Vp8Filter(Vp8Header header, Vp8Plane luma, Vp8Plane blue, Vp8Plane red) {
        this.header = header;
        this.luma = luma;
        this.blue = blue;
        this.red = red;
    }

    /**
     * Filters the left and upper edges of a macroblock, and those inside it where {@code inner}.
     *
     * @param level strength, 0 to 63
     */
    void macroblock(int x, int y, int level, boolean inner) {
        if (level == 0) {
            return;
        }
        innerLimit = innerLimit(level);
        steep = level >= 40 ? 2 : level >= 15 ? 1 : 0;
        int between = 2 * level + innerLimit;
        if (x > 0) {
            edges(x, y, 0, 1, between + 4);
        }
        if (inner) {
            insideEdges(x, y, 1, between);
        }
        if (y > 0) {
            edges(x, y, 0, 0, between + 4);
        }
        if (inner) {
            insideEdges(x, y, 0, between);
        }
    }

    private int innerLimit(int level) {
        int limit = level;
        if (header.sharpness > 0) {
            limit >>= header.sharpness > 4 ? 2 : 1;
            limit = Math.min(limit, 9 - header.sharpness);
        }
        return Math.max(limit, 1);
    }

    private void insideEdges(int x, int y, int upright, int limit) {
        for (int offset = 4; offset < 16; offset += 4) {
            edgeLimit = 2 * limit + 1;
            edge(luma, 16 * x, 16 * y, offset, upright, 16, false);
        }
        if (!header.simpleFilter) {
            edge(blue, 8 * x, 8 * y, 4, upright, 8, false);
            edge(red, 8 * x, 8 * y, 4, upright, 8, false);
        }
    }

    private void edges(int x, int y, int offset, int upright, int limit) {
        edgeLimit = 2 * limit + 1;
        edge(luma, 16 * x, 16 * y, offset, upright, 16, true);
        if (!header.simpleFilter) {
            edge(blue, 8 * x, 8 * y, offset, upright, 8, true);
            edge(red, 8 * x, 8 * y, offset, upright, 8, true);
        }
    }

    /** Filters along one edge, {@code upright} (1) or level (0), {@code offset} samples into the block. */
    private void edge(Vp8Plane plane, int x, int y, int offset, int upright, int length, boolean outer) {
        int across = upright == 1 ? 1 : plane.stride;
        int along = upright == 1 ? plane.stride : 1;
        int at = plane.at(x, y) + offset * across;
        for (int i = 0; i < length; i++, at += along) {
            if (header.simpleFilter) {
                if (isFaint(plane.samples, at, across)) {
                    two(plane.samples, at, across);
                }
            } else if (isFaint(plane.samples, at, across) && isSmooth(plane.samples, at, across)) {
                if (isSteep(plane.samples, at, across)) {
                    two(plane.samples, at, across);
                } else if (outer) {
                    six(plane.samples, at, across);
                } else {
                    four(plane.samples, at, across);
                }
            }
        }
    }

    private static int difference(byte[] s, int a, int b) {
        return Math.abs((s[a] & 0xFF) - (s[b] & 0xFF));
    }

    private boolean isFaint(byte[] s, int at, int step) {
        return 4 * difference(s, at - step, at) + difference(s, at - 2 * step, at + step) <= edgeLimit;
    }

    private boolean isSmooth(byte[] s, int at, int step) {
        return difference(s, at - 4 * step, at - 3 * step) <= innerLimit
                && difference(s, at - 3 * step, at - 2 * step) <= innerLimit
                && difference(s, at - 2 * step, at - step) <= innerLimit
                && difference(s, at + 3 * step, at + 2 * step) <= innerLimit
                && difference(s, at + 2 * step, at + step) <= innerLimit
                && difference(s, at + step, at) <= innerLimit;
    }

    private boolean isSteep(byte[] s, int at, int step) {
        return difference(s, at - 2 * step, at - step) > steep || difference(s, at + step, at) > steep;
    }

    private static int slope(byte[] s, int at, int step) {
        return 3 * ((s[at] & 0xFF) - (s[at - step] & 0xFF));
    }

    private static int outerSlope(byte[] s, int at, int step) {
        return Math.clamp((s[at - 2 * step] & 0xFF) - (s[at + step] & 0xFF), -128, 127);
    }

    private static void two(byte[] s, int at, int step) {
        int slope = slope(s, at, step) + outerSlope(s, at, step);
        move(s, at, -Math.clamp((slope + 4) >> 3, -16, 15));
        move(s, at - step, Math.clamp((slope + 3) >> 3, -16, 15));
    }

    private static void four(byte[] s, int at, int step) {
        int slope = slope(s, at, step);
        int down = Math.clamp((slope + 4) >> 3, -16, 15);
        int half = (down + 1) >> 1;
        move(s, at - 2 * step, half);
        move(s, at - step, Math.clamp((slope + 3) >> 3, -16, 15));
        move(s, at, -down);
        move(s, at + step, -half);
    }

    private static void six(byte[] s, int at, int step) {
        int slope = Math.clamp(slope(s, at, step) + outerSlope(s, at, step), -128, 127);
        for (int distance = 0; distance < 3; distance++) {
            int by = ((27 - 9 * distance) * slope + 63) >> 7;
            move(s, at - (distance + 1) * step, by);
            move(s, at + distance * step, -by);
        }
    }

    private static void move(byte[] s, int at, int by) {
        s[at] = (byte) Math.max(0, Math.min(255, (s[at] & 0xFF) + by));
    }
}
