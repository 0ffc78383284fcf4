package dev.descry.image;

import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;

/** Takes RGB bytes out of decoded images as they are stored, without AWT's conversion of grey through gamma curves. */
final class Rasters {
    private static final int CHANNELS = 3;

    private Rasters() {}

    static Pixels rgb(BufferedImage image) {
        Raster raster = image.getRaster();
        int width = image.getWidth();
        int height = image.getHeight();
        byte[] rgb = new byte[Math.multiplyExact(CHANNELS * width, height)];
        int[] row = new int[width * raster.getNumBands()];
        for (int y = 0; y < height; y++) {
            int at = CHANNELS * width * y;
            if (raster.getTransferType() == DataBuffer.TYPE_INT) {
                packed(image.getRGB(0, y, width, 1, row, 0, width), width, rgb, at);
                continue;
            }
            raster.getPixels(0, y, width, 1, row);
            if (image.getColorModel() instanceof IndexColorModel palette) {
                indexed(row, palette, rgb, at);
            } else {
                bands(row, raster.getNumBands(), raster.getTransferType() == DataBuffer.TYPE_USHORT, rgb, at);
            }
        }
        return new Pixels(width, height, rgb);
    }

    private static void packed(int[] row, int width, byte[] rgb, int start) {
        int at = start;
        for (int x = 0; x < width; x++) {
            rgb[at++] = (byte) (row[x] >> 16);
            rgb[at++] = (byte) (row[x] >> 8);
            rgb[at++] = (byte) row[x];
        }
    }

    private static void indexed(int[] row, IndexColorModel palette, byte[] rgb, int start) {
        int at = start;
        for (int index : row) {
            int colour = palette.getRGB(index);
            rgb[at++] = (byte) (colour >> 16);
            rgb[at++] = (byte) (colour >> 8);
            rgb[at++] = (byte) colour;
        }
    }

    /** One or two bands are grey (and alpha), three or four red, green, blue (and alpha). */
    private static void bands(int[] row, int bands, boolean wide, byte[] rgb, int start) {
        int at = start;
        for (int in = 0; in < row.length; in += bands) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                int value = row[bands < CHANNELS ? in : in + channel];
                rgb[at++] = (byte) (wide ? narrow(value, bands) : value);
            }
        }
    }

    /** Pillow clips 16-bit grey and takes the high byte of everything else that wide. */
    private static int narrow(int value, int bands) {
        return bands == 1 ? Math.min(value, 255) : value >> 8;
    }
}
