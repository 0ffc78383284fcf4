package dev.descry.image;

import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import dev.descry.image.ImageException.Kind;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/** Decodes through the JDK's Image I/O and TwelveMonkeys' plug-ins. */
final class ImageIoDecoder {
    static {
        System.setProperty("java.awt.headless", "true");
        ImageIO.setUseCache(false);
    }

    private ImageIoDecoder() {}

    /** Reads the header, holds it against the limits, then reads the first frame. */
    static Pixels decode(Image image, DecodeLimits limits) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByFormatName(
                        image.type().name().toLowerCase(Locale.ROOT))
                .next();
        try (ByteArrayImageInputStream input = new ByteArrayImageInputStream(image.bytes())) {
            reader.setInput(input, false, true);
            limits.check(reader.getWidth(0), reader.getHeight(0));
            int frames = reader.getNumImages(true);
            if (frames > limits.maxFrames()) {
                throw new ImageException(
                        Kind.TOO_LARGE,
                        "image: expected at most %d frames, found %d".formatted(limits.maxFrames(), frames));
            }
            return Rasters.rgb(reader.read(0));
        } finally {
            reader.dispose();
        }
    }
}
