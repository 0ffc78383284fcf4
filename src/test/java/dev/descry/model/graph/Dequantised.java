package dev.descry.model.graph;

/** Codes and scales turned back into weights, and plain products with them. */
final class Dequantised {
    private Dequantised() {}

    /** scale · (code - 2^(bits - 1)), blocks in order. */
    static float[] weights(byte[] codes, float[] scales, int bits, int block) {
        float[] weights = new float[scales.length * block];
        for (int i = 0; i < weights.length; i++) {
            int code = bits == 8 ? codes[i] & 255 : (codes[i / 2] >> (4 * (i & 1))) & 15;
            weights[i] = scales[i / block] * (code - (1 << (bits - 1)));
        }
        return weights;
    }

    /** x Wᵀ + b: x [rows, in], W [out, in]. */
    static float[] product(float[] x, float[] matrix, float[] bias, int in) {
        int out = bias.length;
        float[] y = new float[x.length / in * out];
        for (int i = 0; i < y.length; i++) {
            double sum = bias[i % out];
            for (int k = 0; k < in; k++) {
                sum += (double) x[i / out * in + k] * matrix[i % out * in + k];
            }
            y[i] = (float) sum;
        }
        return y;
    }
}
