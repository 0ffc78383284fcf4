package dev.descry.model.graph;

import java.util.function.DoubleUnaryOperator;

/**
 * Angles of rotary position embedding: lane j of a head turns by position · theta^(-2j / dimensions), computed in 32-bit
 * floats like the reference (transformers 5.17.0, modeling_qwen2_vl.py), since at high positions a product in 64 bits
 * differs visibly.
 */
final class Rotary {
    /**
     * 10^3.46875, which lies all but half way between two floats. torch (2.13, AVX2 and AVX-512) rounds it down, wrongly;
     * head size 128 with theta 1e6 meets it at lane 37. No other lane of a size in use differs from the nearest float.
     */
    private static final double MISROUNDED = Math.pow(10, 3.46875);

    private Rotary() {}

    /** Turns per position of the {@code dimensions / 2} lanes. */
    static float[] inverseFrequencies(int dimensions, double theta) {
        float[] inverse = new float[dimensions / 2];
        for (int lane = 0; lane < inverse.length; lane++) {
            double exact = Math.pow(theta, 2f * lane / dimensions);
            float power = (float) exact;
            inverse[lane] = 1 / (Math.abs(exact - MISROUNDED) < 1e-9 * MISROUNDED ? Math.nextDown(power) : power);
        }
        return inverse;
    }

    /** The cosines [positions, lanes] of every position below a limit. */
    static float[] cosines(int positions, float[] inverse) {
        return table(positions, inverse, Math::cos);
    }

    /** The sines, likewise. */
    static float[] sines(int positions, float[] inverse) {
        return table(positions, inverse, Math::sin);
    }

    private static float[] table(int positions, float[] inverse, DoubleUnaryOperator function) {
        float[] table = new float[positions * inverse.length];
        for (int i = 0; i < table.length; i++) {
            int position = i / inverse.length;
            float angle = position * inverse[i % inverse.length];
            table[i] = (float) function.applyAsDouble(angle);
        }
        return table;
    }
}
