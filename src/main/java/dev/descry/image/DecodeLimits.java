package dev.descry.image;

/**
 * What a decoder accepts, checked on the header before any pixel buffer is allocated.
 *
 * @param maxBytes file size in bytes
 * @param maxPixels width times height
 * @param maxFrames frames or pages in one file; only the first is decoded
 */
public record DecodeLimits(long maxBytes, long maxPixels, int maxFrames) {
    /** 64 MiB, 100 megapixels (about 300 MB decoded), 1,000 frames. */
    public static final DecodeLimits DEFAULT = new DecodeLimits(64L << 20, 100_000_000L, 1_000);

    public DecodeLimits {
        if (maxBytes < 1 || maxPixels < 1 || maxFrames < 1) {
            throw new IllegalArgumentException(
                    "decode limits: expected positive numbers, found %d bytes, %d pixels, %d frames"
                            .formatted(maxBytes, maxPixels, maxFrames));
        }
    }

    /**
     * Holds a header's width and height against these limits.
     *
     * @throws ImageException {@code TOO_LARGE} when they are beyond, {@code UNREADABLE} when one is not positive
     */
    public void check(long width, long height) {
        if (width < 1 || height < 1) {
            throw new ImageException(
                    ImageException.Kind.UNREADABLE,
                    "image: expected a width and height of at least 1, found %d x %d; save it again"
                            .formatted(width, height));
        }
        if (height > maxPixels / width) {
            throw new ImageException(
                    ImageException.Kind.TOO_LARGE,
                    "image: expected at most %d pixels, found %d x %d; make it smaller"
                            .formatted(maxPixels, width, height));
        }
    }
}
