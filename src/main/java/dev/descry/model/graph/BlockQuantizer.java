package dev.descry.model.graph;

/**
 * Turns weights into whole numbers of a few bits, each block of neighbours along the input under one scale:
 * w ≈ scale · (code - 2^(bits - 1)).
 *
 * @param bits 4 or 8
 * @param block weights in a block: a power of two of at least 16
 */
record BlockQuantizer(int bits, int block) {
    /** Scales tried around the one that maps the block's largest weight to the end of the range. */
    private static final int TRIED = 9;

    /** How far apart they are, in codes that the largest weight would be mapped to. */
    private static final float APART = 0.25f;

    /** Blocks in a row of so many weights; the last may be filled up with zeros. */
    int blocks(int in) {
        return Math.ceilDiv(in, block);
    }

    /** Bytes of a block's codes. */
    int blockBytes() {
        return block * bits / 8;
    }

    /**
     * Quantises one row.
     *
     * @param weights holds the row from {@code from} on
     * @param in weights in the row
     * @param codes receives the blocks' codes from {@code at} on, the first of two 4-bit codes in the low half
     * @param scales receives one scale a block from {@code scaleAt} on
     */
    void quantize(float[] weights, int from, int in, byte[] codes, int at, float[] scales, int scaleAt) {
        for (int b = 0; b < blocks(in); b++) {
            int start = from + b * block;
            int count = Math.min(block, in - b * block);
            float scale = bits == 4 ? bestScale(weights, start, count) : simpleScale(weights, start, count);
            scales[scaleAt + b] = scale;
            pack(weights, start, count, scale, codes, at + b * blockBytes());
        }
    }

    private int zero() {
        return 1 << (bits - 1);
    }

    // The largest weight, with its sign, becomes the code furthest from zero, of which there is one more below.
    private float simpleScale(float[] weights, int start, int count) {
        return -largest(weights, start, count) / zero();
    }

    private static float largest(float[] weights, int start, int count) {
        float largest = 0;
        for (int i = start; i < start + count; i++) {
            if (Math.abs(weights[i]) > Math.abs(largest)) {
                largest = weights[i];
            }
        }
        return largest;
    }

    /**
     * Of several ways to round, the one with the least squared error. With codes c fixed the best scale is Σwc / Σc², and
     * the error falls by (Σwc)² / Σc².
     */
    private float bestScale(float[] weights, int start, int count) {
        float largest = largest(weights, start, count);
        if (largest == 0) {
            return 0;
        }
        float best = 0;
        double most = -1;
        for (int i = 0; i < TRIED; i++) {
            float inverse = -(zero() + (i - TRIED / 2) * APART) / largest;
            double product = 0;
            double square = 0;
            for (int k = start; k < start + count; k++) {
                int code = code(weights[k], inverse);
                product += weights[k] * code;
                square += code * code;
            }
            if (product * product > most * square) {
                most = product * product / square;
                best = (float) (product / square);
            }
        }
        return best;
    }

    private int code(float weight, float inverse) {
        return Math.clamp(Math.round(weight * inverse), -zero(), zero() - 1);
    }

    private void pack(float[] weights, int start, int count, float scale, byte[] codes, int at) {
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int k = 0; k < block; k++) {
            int code = zero() + (k < count ? code(weights[start + k], inverse) : 0);
            if (bits == 8) {
                codes[at + k] = (byte) code;
            } else if ((k & 1) == 0) {
                codes[at + k / 2] = (byte) code;
            } else {
                codes[at + k / 2] |= (byte) (code << 4);
            }
        }
    }
}
