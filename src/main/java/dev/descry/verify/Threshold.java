package dev.descry.verify;

/**
 * The least similarity that a segment needs to be kept.
 *
 * @param value -1 to 1
 */
public record Threshold(double value) {
    /** For ViT-L/14 and sentences, from the VaLiK paper (arXiv 2503.12972). */
    public static final Threshold STANDARD = new Threshold(0.20);

    public Threshold {
        if (!(Math.abs(value) <= 1)) {
            throw new IllegalArgumentException(
                    "threshold: expected a number from -1 to 1, found %s; 0.20 suits ViT-L/14".formatted(value));
        }
    }
}
