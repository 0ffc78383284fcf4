package dev.descry.image;

import dev.descry.image.ImageException.Kind;
import dev.descry.image.bmp.BmpDecoder;
import dev.descry.image.gif.GifDecoder;
import dev.descry.image.jpeg.JpegDecoder;
import dev.descry.image.png.PngDecoder;
import dev.descry.image.tiff.TiffDecoder;
import dev.descry.image.webp.WebpDecoder;
import java.io.IOException;
import java.util.zip.DataFormatException;

/**
 * Turns image files into pixels as Pillow's {@code ImageOps.exif_transpose(im).convert("RGB")} does: the first frame,
 * turned upright, alpha dropped and not composited, colour profiles not applied. Safe for use by many threads.
 */
public final class ImageDecoder {
    private final DecodeLimits limits;

    public ImageDecoder(DecodeLimits limits) {
        this.limits = limits;
    }

    /**
     * Decodes the first frame.
     *
     * @throws ImageException {@code TOO_LARGE} before any pixel is decoded, {@code UNREADABLE} for damaged or cut data,
     *     {@code UNSUPPORTED} for a form of the format that is not decoded
     */
    public Pixels decode(Image image) {
        byte[] bytes = image.bytes();
        if (bytes.length > limits.maxBytes()) {
            throw new ImageException(
                    Kind.TOO_LARGE,
                    "image: expected at most %d bytes, found %d; make it smaller"
                            .formatted(limits.maxBytes(), bytes.length));
        }
        try {
            Pixels stored =
                    switch (image.type()) {
                        case JPEG -> JpegDecoder.decode(bytes, limits);
                        case PNG -> PngDecoder.decode(bytes, limits);
                        case GIF -> GifDecoder.decode(bytes, limits);
                        case BMP -> BmpDecoder.decode(bytes, limits);
                        case WEBP -> WebpDecoder.decode(bytes, limits);
                        case TIFF -> TiffDecoder.decode(bytes, limits);
                    };
            return Orientation.of(image).upright(stored);
        } catch (ImageException e) {
            throw e;
        } catch (IOException | DataFormatException | RuntimeException e) {
            // Readers meet damaged data with any unchecked exception: index, negative size, null, class cast.
            throw new ImageException(
                    Kind.UNREADABLE,
                    "image: expected whole %s data, found it damaged or cut (%s); save it again"
                            .formatted(image.type(), e.getMessage()),
                    e);
        }
    }

    /** Whether the pixels of a file stand as they should be seen; else its EXIF data says how to turn them. */
    public static boolean upright(Image image) {
        return Orientation.of(image) == Orientation.UPRIGHT;
    }
}
