package dev.descry.tensor;

import java.lang.foreign.MemorySegment;

/**
 * A picture as a vision transformer reads it. {@code data} is float32 in native byte order, {@code [N, C * T * P * P]}
 * with N = gridT * gridH * gridW patches, C channels, T frames of a patch and P its side; it lives as long as the
 * allocator it came from.
 *
 * @param gridT patches along time, 1 for a still picture
 * @param gridH patches from top to bottom
 * @param gridW patches from left to right
 */
public record PatchTensor(MemorySegment data, int gridT, int gridH, int gridW) {
    public PatchTensor {
        if (gridT < 1 || gridH < 1 || gridW < 1 || data.byteSize() % ((long) gridT * gridH * gridW) != 0) {
            throw new IllegalArgumentException("patches: expected whole rows for a grid of %d x %d x %d, found %d bytes"
                    .formatted(gridT, gridH, gridW, data.byteSize()));
        }
    }

    /** The number of patches, N. */
    public int patches() {
        return gridT * gridH * gridW;
    }

    /** The numbers of one patch, C * T * P * P. */
    public int width() {
        return (int) (data.byteSize() / Float.BYTES / patches());
    }
}
