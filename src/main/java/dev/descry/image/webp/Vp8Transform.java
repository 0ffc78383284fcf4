package dev.descry.image.webp;

/** VP8's inverse transforms of 4 x 4 coefficients (RFC 6386, section 14). */
final class Vp8Transform {
    private static final int SIDE = 4;
    private static final int BLOCK = 16;

    private Vp8Transform() {}

    /** The Walsh-Hadamard transform; its 16 results are the first coefficients of the 16 luma blocks. */
    static void spreadFirsts(int[] in, int[] values) {
        int[] half = new int[BLOCK];
        for (int i = 0; i < SIDE; i++) {
            int outer = in[i] + in[12 + i];
            int inner = in[4 + i] + in[8 + i];
            int innerLess = in[4 + i] - in[8 + i];
            int outerLess = in[i] - in[12 + i];
            half[i] = outer + inner;
            half[4 + i] = outerLess + innerLess;
            half[8 + i] = outer - inner;
            half[12 + i] = outerLess - innerLess;
        }
        for (int i = 0; i < SIDE; i++) {
            int row = SIDE * i;
            int outer = half[row] + half[row + 3] + 3;
            int inner = half[row + 1] + half[row + 2];
            int innerLess = half[row + 1] - half[row + 2];
            int outerLess = half[row] - half[row + 3] + 3;
            values[row * BLOCK] = (outer + inner) >> 3;
            values[(row + 1) * BLOCK] = (outerLess + innerLess) >> 3;
            values[(row + 2) * BLOCK] = (outer - inner) >> 3;
            values[(row + 3) * BLOCK] = (outerLess - innerLess) >> 3;
        }
    }

    /** Adds the inverse cosine transform of the block at {@code from} to the samples at {@code to}. */
    static void add(int[] in, int from, byte[] samples, int to, int stride) {
        int[] half = new int[BLOCK];
        for (int x = 0; x < SIDE; x++) {
            int at = from + x;
            int sum = in[at] + in[at + 8];
            int less = in[at] - in[at + 8];
            int turned = sine(in[at + 4]) - cosine(in[at + 12]);
            int straight = cosine(in[at + 4]) + sine(in[at + 12]);
            half[x] = sum + straight;
            half[4 + x] = less + turned;
            half[8 + x] = less - turned;
            half[12 + x] = sum - straight;
        }
        for (int y = 0; y < SIDE; y++) {
            int row = SIDE * y;
            int sum = half[row] + half[row + 2] + 4;
            int less = half[row] - half[row + 2] + 4;
            int turned = sine(half[row + 1]) - cosine(half[row + 3]);
            int straight = cosine(half[row + 1]) + sine(half[row + 3]);
            int at = to + y * stride;
            samples[at] = plus(samples[at], (sum + straight) >> 3);
            samples[at + 1] = plus(samples[at + 1], (less + turned) >> 3);
            samples[at + 2] = plus(samples[at + 2], (less - turned) >> 3);
            samples[at + 3] = plus(samples[at + 3], (sum - straight) >> 3);
        }
    }

    /** Times the square root of 2 and the sine of an eighth of a turn's half, 16 places. */
    private static int sine(int value) {
        return (value * 35468) >> 16;
    }

    /** The same with the cosine. */
    private static int cosine(int value) {
        return ((value * 20091) >> 16) + value;
    }

    private static byte plus(byte sample, int difference) {
        return (byte) Math.max(0, Math.min(255, (sample & 0xFF) + difference));
    }
}
