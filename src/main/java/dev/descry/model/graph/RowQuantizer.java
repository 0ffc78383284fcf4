package dev.descry.model.graph;

/** Turns the weights of one output feature into 8-bit whole numbers under one scale: w ≈ scale · code. */
final class RowQuantizer {
    /** Codes from -127 to 127, so that no sign is favoured. */
    private static final int LARGEST = 127;

    private RowQuantizer() {}

    /**
     * Quantises {@code count} values of {@code row} from {@code from} on.
     *
     * @param codes receives as many codes, from its start
     * @return the scale
     */
    static float quantize(float[] row, int from, int count, byte[] codes) {
        float largest = 0;
        for (int i = from; i < from + count; i++) {
            largest = Math.max(largest, Math.abs(row[i]));
        }
        float scale = largest / LARGEST;
        float inverse = scale == 0 ? 0 : 1 / scale;
        for (int i = 0; i < count; i++) {
            codes[i] = (byte) Math.clamp(Math.round(row[from + i] * inverse), -LARGEST, LARGEST);
        }
        return scale;
    }
}
