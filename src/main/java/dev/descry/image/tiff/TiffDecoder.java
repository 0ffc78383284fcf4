package dev.descry.image.tiff;

import com.twelvemonkeys.imageio.plugins.tiff.TIFFImageReaderSpi;
import com.twelvemonkeys.imageio.stream.ByteArrayImageInputStream;
import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageException;
import dev.descry.image.ImageException.Kind;
import dev.descry.image.Pixels;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;

/**
 * Decodes TIFF through TwelveMonkeys' plug-in, the one format here that needs Image I/O and with it AWT, headless. The
 * reader is made without a search for plug-ins, which takes longer than a picture.
 */
public final class TiffDecoder {
    private static final TIFFImageReaderSpi READERS;

    static {
        System.setProperty("java.awt.headless", "true");
        ImageIO.setUseCache(false);
        READERS = new TIFFImageReaderSpi();
    }

    private TiffDecoder() {}

    /** Reads the first page's header, holds it against the limits, then reads the page. */
    public static Pixels decode(byte[] bytes, DecodeLimits limits) throws IOException {
        ImageReader reader = READERS.createReaderInstance();
        try (ByteArrayImageInputStream input = new ByteArrayImageInputStream(bytes)) {
            reader.setInput(input, false, true);
            limits.check(reader.getWidth(0), reader.getHeight(0));
            int pages = reader.getNumImages(true);
            if (pages > limits.maxFrames()) {
                throw new ImageException(
                        Kind.TOO_LARGE,
                        "TIFF: expected at most %d pages, found %d; cut it".formatted(limits.maxFrames(), pages));
            }
            return Rasters.rgb(reader.read(0));
        } finally {
            reader.dispose();
        }
    }
}
