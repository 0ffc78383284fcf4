package dev.descry.tensor;

/**
 * A picture as a vision transformer with whole images reads it: {@code [3, height, width]}, channel by channel, row by
 * row. The array is owned by whoever holds the record and is not copied.
 */
public record PixelTensor(float[] data, int height, int width) {
    public PixelTensor {
        if (height < 1 || width < 1 || data.length != 3L * height * width) {
            throw new IllegalArgumentException(
                    "pixels: expected 3 x %d x %d numbers, found %d".formatted(height, width, data.length));
        }
    }
}
