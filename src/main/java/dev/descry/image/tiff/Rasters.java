package dev.descry.image.tiff;

import dev.descry.image.Pixels;
import dev.descry.image.format.Inks;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Takes RGB bytes out of decoded images as they are stored, without AWT's conversion of grey through gamma curves. */
final class Rasters {
    private static final int CHANNELS = 3;
    private static final int FULL = 255;

    private final ColorModel model;
    private final int bands;
    private final boolean wide;
    private final byte[] rgb;

    private Rasters(ColorModel model, Raster raster) {
        this.model = model;
        bands = raster.getNumBands();
        wide = raster.getTransferType() != DataBuffer.TYPE_BYTE;
        rgb = new byte[Math.multiplyExact(CHANNELS * raster.getWidth(), raster.getHeight())];
    }

    static Pixels rgb(BufferedImage image) {
        Raster raster = image.getRaster();
        Rasters rasters = new Rasters(image.getColorModel(), raster);
        int[] row = new int[raster.getWidth() * rasters.bands];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
            rasters.write(row, CHANNELS * raster.getWidth() * y);
        }
        return new Pixels(raster.getWidth(), raster.getHeight(), rasters.rgb);
    }

    private void write(int[] row, int start) {
        boolean inks = model.getColorSpace().getType() == ColorSpace.TYPE_CMYK && bands > CHANNELS;
        int at = start;
        for (int in = 0; in < row.length; in += bands) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                if (model instanceof IndexColorModel palette) {
                    rgb[at++] = (byte) (palette.getRGB(row[in]) >> (8 * (CHANNELS - 1 - channel)));
                } else if (inks) {
                    rgb[at++] = (byte) Inks.light(level(row[in + channel]), FULL - level(row[in + CHANNELS]));
                } else {
                    // One or two bands are grey (and alpha), three or four red, green, blue (and alpha).
                    rgb[at++] = (byte) level(row[bands < CHANNELS ? in : in + channel]);
                }
            }
        }
    }

    /** Pillow clips grey of more than 8 bits and takes the high byte of everything else that wide. */
    private int level(int value) {
        if (!wide) {
            return value;
        }
        return bands == 1 ? Math.clamp(value, 0, FULL) : value >> 8 & FULL;
    }
}
