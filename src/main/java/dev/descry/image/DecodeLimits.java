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
}
