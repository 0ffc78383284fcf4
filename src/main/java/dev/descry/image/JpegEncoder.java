package dev.descry.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pixels as a JPEG file, for those who take images over a network. Without EXIF: the pixels stand upright. */
public final class JpegEncoder {
    private JpegEncoder() {}

    /**
     * Encodes in baseline JPEG.
     *
     * @param quality 0 (small) to 1 (fine)
     */
    public static Image encode(Pixels pixels, float quality) {
        ImageWriter writer = writer();
        try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture(pixels), null, null), how);
            out.flush();
            return Image.of(bytes.toByteArray());
        } catch (IOException e) {
            throw new IllegalStateException("JPEG: expected to write into memory", e);
        } finally {
            writer.dispose();
        }
    }

    private static ImageWriter writer() {
        Iterator<ImageWriter> writers = ImageIO.getImageWritersByFormatName("jpeg");
        if (!writers.hasNext()) {
            throw new IllegalStateException("JPEG: expected a writer in the JDK, found none; add its desktop module");
        }
        return writers.next();
    }

    private static BufferedImage picture(Pixels pixels) {
        BufferedImage picture = new BufferedImage(pixels.width(), pixels.height(), BufferedImage.TYPE_INT_RGB);
        byte[] rgb = pixels.rgb();
        int[] row = new int[pixels.width()];
        int in = 0;
        for (int y = 0; y < pixels.height(); y++) {
            for (int x = 0; x < row.length; x++, in += 3) {
                row[x] = (rgb[in] & 0xFF) << 16 | (rgb[in + 1] & 0xFF) << 8 | (rgb[in + 2] & 0xFF);
            }
            picture.setRGB(0, y, row.length, 1, row, 0, row.length);
        }
        return picture;
    }
}
