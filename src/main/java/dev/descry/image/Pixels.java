package dev.descry.image;

/**
 * A decoded image: {@code rgb} is {@code [height, width, 3]} row by row, one unsigned byte a channel. The array is
 * owned by whoever holds the record and is not copied.
 */
public record Pixels(int width, int height, byte[] rgb) {
    public Pixels {
        if (width < 1 || height < 1 || rgb.length != 3L * width * height) {
            throw new IllegalArgumentException(
                    "pixels: expected 3 x %d x %d bytes, found %d".formatted(width, height, rgb.length));
        }
    }
}
