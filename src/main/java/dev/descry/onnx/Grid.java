package dev.descry.onnx;

/**
 * The patches of one image: {@code frames} (1 for a still image) times {@code height} rows times {@code width} columns.
 */
public record Grid(int frames, int height, int width) {
    public Grid {
        if (frames < 1 || height < 1 || width < 1) {
            throw new IllegalArgumentException(
                    "grid: expected positive sides, found %d x %d x %d".formatted(frames, height, width));
        }
    }

    /** Number of patches, the rows of {@code pixel_values}. */
    public int patches() {
        return Math.multiplyExact(Math.multiplyExact(frames, height), width);
    }

    /** Number of image tokens when {@code merge x merge} patches become one. */
    public int tokens(int merge) {
        return patches() / (merge * merge);
    }
}
