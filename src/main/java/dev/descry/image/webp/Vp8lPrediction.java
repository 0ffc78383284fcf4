package dev.descry.image.webp;

/** The fourteen predictions of lossless WebP (section 4.1), four channels of eight bits in an int. */
final class Vp8lPrediction {
    private static final int BLACK = 0xFF000000;
    private static final int EVEN = 0x00FF00FF;

    private Vp8lPrediction() {}

    /** The top row is predicted by black, then by the pixel to the left. */
    static void firstRow(int[] pixels, int width) {
        pixels[0] = sum(pixels[0], BLACK);
        for (int x = 1; x < width; x++) {
            pixels[x] = sum(pixels[x], pixels[x - 1]);
        }
    }

    /** Any other row, by one mode for every {@code 1 << scale} pixels; its first pixel by the one above. */
    static void row(int[] pixels, int start, int width, int scale, int[] modes) {
        pixels[start] = sum(pixels[start], pixels[start - width]);
        for (int x = 1; x < width; x++) {
            int at = start + x;
            int above = at - width;
            int mode = modes[x >> scale] >> 8 & 15;
            // Right of the last column lies, in memory, the first pixel of this row: the specification wants that one.
            pixels[at] =
                    sum(pixels[at], guess(mode, pixels[at - 1], pixels[above], pixels[above - 1], pixels[above + 1]));
        }
    }

    private static int guess(int mode, int left, int top, int topLeft, int topRight) {
        return switch (mode) {
            case 1 -> left;
            case 2 -> top;
            case 3 -> topRight;
            case 4 -> topLeft;
            case 5 -> mean(mean(left, topRight), top);
            case 6 -> mean(left, topLeft);
            case 7 -> mean(left, top);
            case 8 -> mean(topLeft, top);
            case 9 -> mean(top, topRight);
            case 10 -> mean(mean(left, topLeft), mean(top, topRight));
            case 11 -> nearer(left, top, topLeft);
            case 12 -> clamped(left, top, topLeft, 1);
            case 13 -> {
                int mean = mean(left, top);
                yield clamped(mean, mean, topLeft, 2);
            }
            default -> BLACK;
        };
    }

    /** Channel by channel, modulo 256. */
    static int sum(int a, int b) {
        return ((a & ~EVEN) + (b & ~EVEN) & ~EVEN) | ((a & EVEN) + (b & EVEN) & EVEN);
    }

    /** Channel by channel, rounded down. */
    private static int mean(int a, int b) {
        return (((a ^ b) & 0xFEFEFEFE) >>> 1) + (a & b);
    }

    /** Left or top, whichever is nearer to left + top - topLeft; top where both are. */
    private static int nearer(int left, int top, int topLeft) {
        int fromLeft = 0;
        int fromTop = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 8) {
            fromLeft += Math.abs((top >> shift & 0xFF) - (topLeft >> shift & 0xFF));
            fromTop += Math.abs((left >> shift & 0xFF) - (topLeft >> shift & 0xFF));
        }
        return fromLeft < fromTop ? left : top;
    }

    /** Channel by channel {@code a + (b - c) / part}, kept within 0..255. */
    private static int clamped(int a, int b, int c, int part) {
        int result = 0;
        for (int shift = 0; shift < Integer.SIZE; shift += 8) {
            int value = (a >> shift & 0xFF) + ((b >> shift & 0xFF) - (c >> shift & 0xFF)) / part;
            result |= Math.max(0, Math.min(255, value)) << shift;
        }
        return result;
    }
}
