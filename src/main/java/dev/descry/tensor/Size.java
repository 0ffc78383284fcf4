package dev.descry.tensor;

/** A width and a height in pixels, both at least 1. */
public record Size(int width, int height) {
    public Size {
        if (width < 1 || height < 1) {
            throw new IllegalArgumentException(
                    "size: expected at least 1 x 1 pixels, found %d x %d".formatted(width, height));
        }
    }

    /** Width times height. */
    public long area() {
        return (long) width * height;
    }
}
