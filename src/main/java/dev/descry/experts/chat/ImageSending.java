package dev.descry.experts.chat;

import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.image.ImageException;
import dev.descry.image.JpegEncoder;
import dev.descry.image.MediaType;
import dev.descry.image.Pixels;
import dev.descry.tensor.Resize;
import dev.descry.tensor.Size;
import java.util.Set;

/**
 * How images are made ready for the way: reduced to the pixel budget and written as JPEG, never enlarged. A file that is
 * small enough, upright and of an accepted type goes as it is. Every image is decoded first, so that a damaged one fails
 * here and costs nothing.
 *
 * @param maxPixels the most a sent image has
 * @param quality of JPEG, above 0 and at most 1
 * @param accepted what the server reads
 * @param limits of the files
 */
public record ImageSending(int maxPixels, float quality, Set<MediaType> accepted, DecodeLimits limits) {
    /** A pixel budget no request exceeds by itself, and fine JPEG. */
    public static final ImageSending DEFAULT =
            new ImageSending(4_000_000, 0.9f, Set.of(MediaType.JPEG, MediaType.PNG), DecodeLimits.DEFAULT);

    public ImageSending {
        accepted = Set.copyOf(accepted);
        if (maxPixels < 1 || !(quality > 0 && quality <= 1)) {
            throw new IllegalArgumentException(
                    "sent images: expected 1 pixel or more and a quality above 0 and at most 1, found %d and %s"
                            .formatted(maxPixels, quality));
        }
    }

    /**
     * A file as it is sent.
     *
     * @param size of its picture
     */
    record Sent(Image file, Size size) {}

    /** The size to reckon with before there is an image: all of the budget, four times as wide as high. */
    Size assumed(int budget) {
        int side = (int) Math.sqrt(Math.min(budget, maxPixels));
        return new Size(2 * side, Math.max(1, side / 2));
    }

    /**
     * The file to send.
     *
     * @param budget of the request, in pixels; the smaller one counts
     * @throws ExpertException {@code UNREADABLE_IMAGE} or {@code IMAGE_TOO_LARGE}
     */
    Sent prepare(Image image, int budget) {
        try {
            Pixels pixels = new ImageDecoder(limits).decode(image);
            Size size = new Size(pixels.width(), pixels.height());
            Size fitting = fitting(size, Math.min(budget, maxPixels));
            boolean asItIs = fitting.equals(size) && accepted.contains(image.type()) && ImageDecoder.upright(image);
            return new Sent(asItIs ? image : JpegEncoder.encode(Resize.bicubic(pixels, fitting), quality), fitting);
        } catch (ImageException e) {
            throw new ExpertException(Kind.of(e), String.valueOf(e.getMessage()), e);
        }
    }

    /** The largest size of about the same shape within the budget, at most the size itself. */
    private static Size fitting(Size size, long budget) {
        if (size.area() <= budget) {
            return size;
        }
        double by = Math.sqrt((double) budget / size.area());
        int width = (int) Math.clamp((long) (size.width() * by), 1, budget);
        int height = (int) Math.clamp((long) (size.height() * by), 1, budget / width);
        return new Size(width, height);
    }
}
