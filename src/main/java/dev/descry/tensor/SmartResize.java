package dev.descry.tensor;

/**
 * Chooses the size a picture is brought to: both sides multiples of {@code factor}, the area within the pixel budget, the
 * shape kept as far as that allows. The arithmetic, order of divisions included, is that of {@code smart_resize} in
 * transformers 5.17 (models/qwen2_vl).
 *
 * @param factor patch side times merge, 28 for Qwen2-VL
 * @param minPixels smallest area
 * @param maxPixels largest area
 */
public record SmartResize(int factor, long minPixels, long maxPixels) {
    private static final int MAX_RATIO = 200;

    public SmartResize {
        if (factor < 1 || minPixels < 1 || maxPixels < (long) factor * factor || maxPixels < minPixels) {
            throw new IllegalArgumentException(
                    "pixel budget: expected 1 <= min <= max and max >= %d x %1$d, found min %d, max %d"
                            .formatted(factor, minPixels, maxPixels));
        }
    }

    /**
     * The size for a picture of {@code from}.
     *
     * @throws IllegalArgumentException when one side is more than 200 times the other
     */
    public Size fit(Size from) {
        int width = from.width();
        int height = from.height();
        if ((double) Math.max(width, height) / Math.min(width, height) > MAX_RATIO) {
            throw new IllegalArgumentException(
                    "picture: expected sides at most %d : 1 apart, found %d x %d pixels; crop it"
                            .formatted(MAX_RATIO, width, height));
        }
        // Ties go to the even multiple: 70 / 28 = 2.5 gives 2.
        long roundedWidth = (long) Math.rint((double) width / factor) * factor;
        long roundedHeight = (long) Math.rint((double) height / factor) * factor;
        if (roundedWidth * roundedHeight > maxPixels) {
            double shrink = Math.sqrt((double) from.area() / maxPixels);
            return new Size(shrunk(width, shrink), shrunk(height, shrink));
        }
        if (roundedWidth * roundedHeight < minPixels) {
            double grow = Math.sqrt((double) minPixels / from.area());
            return new Size(grown(width, grow), grown(height, grow));
        }
        return new Size(Math.toIntExact(roundedWidth), Math.toIntExact(roundedHeight));
    }

    private int shrunk(int side, double by) {
        return Math.max(factor, (int) Math.floor(side / by / factor) * factor);
    }

    private int grown(int side, double by) {
        return (int) Math.ceil(side * by / factor) * factor;
    }
}
