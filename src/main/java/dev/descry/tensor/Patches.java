package dev.descry.tensor;

import dev.descry.image.Pixels;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Cuts a picture into square patches in the order of Qwen2-VL. Rows: blocks of {@code merge * merge} patches (which
 * become one token) from left to right and top to bottom, inside a block likewise. Columns: channel, frame, y, x. A still
 * picture stands in every frame.
 *
 * @param patch P, side of a patch in pixels
 * @param frames T, frames of a patch
 * @param merge side of a block in patches
 */
record Patches(int patch, int frames, int merge) {
    private static final int CHANNELS = 3;

    Patches {
        if (patch < 1 || frames < 1 || merge < 1) {
            throw new IllegalArgumentException("patches: expected positive numbers, found patch %d, frames %d, merge %d"
                    .formatted(patch, frames, merge));
        }
    }

    /** Numbers in one patch, C * T * P * P. */
    int width() {
        return CHANNELS * frames * patch * patch;
    }

    /** Writes {@code [N, width()]} floats to {@code target}; both sides of the picture are multiples of P * merge. */
    void write(Pixels pixels, float[] table, MemorySegment target) {
        float[] row = new float[width()];
        int block = patch * merge;
        long at = 0;
        for (int top = 0; top < pixels.height(); top += block) {
            for (int left = 0; left < pixels.width(); left += block) {
                for (int inBlock = 0; inBlock < merge * merge; inBlock++) {
                    int y = top + inBlock / merge * patch;
                    int x = left + inBlock % merge * patch;
                    read(pixels, x, y, table, row);
                    MemorySegment.copy(row, 0, target, ValueLayout.JAVA_FLOAT, at, row.length);
                    at += (long) row.length * Float.BYTES;
                }
            }
        }
    }

    /** Fills {@code row} with the patch whose upper left corner is (x, y). */
    private void read(Pixels pixels, int x, int y, float[] table, float[] row) {
        byte[] rgb = pixels.rgb();
        int plane = patch * patch;
        for (int channel = 0; channel < CHANNELS; channel++) {
            int start = channel * frames * plane;
            int levels = channel * Normalisation.LEVELS;
            int out = start;
            for (int dy = 0; dy < patch; dy++) {
                int in = ((y + dy) * pixels.width() + x) * CHANNELS + channel;
                for (int dx = 0; dx < patch; dx++, in += CHANNELS) {
                    row[out++] = table[levels + (rgb[in] & 0xFF)];
                }
            }
            for (int frame = 1; frame < frames; frame++) {
                System.arraycopy(row, start, row, start + frame * plane, plane);
            }
        }
    }
}
