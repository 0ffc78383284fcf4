package dev.descry.image.format;

import java.util.Arrays;

/** Colour tables: RGB after RGB, up to 256 of them. */
public final class Palettes {
    private static final int CHANNELS = 3;
    private static final int COLOURS = 256;

    private Palettes() {}

    /** Each index its own grey level. */
    public static byte[] grey() {
        byte[] colours = new byte[CHANNELS * COLOURS];
        for (int i = 0; i < colours.length; i++) {
            colours[i] = (byte) (i / CHANNELS);
        }
        return colours;
    }

    /** The RGB of each index; black past the end of the table. */
    public static byte[] expand(byte[] indices, byte[] table) {
        byte[] colours = Arrays.copyOf(table, CHANNELS * COLOURS);
        byte[] rgb = new byte[Math.multiplyExact(CHANNELS, indices.length)];
        int at = 0;
        for (byte index : indices) {
            int in = CHANNELS * (index & 0xFF);
            rgb[at++] = colours[in];
            rgb[at++] = colours[in + 1];
            rgb[at++] = colours[in + 2];
        }
        return rgb;
    }
}
