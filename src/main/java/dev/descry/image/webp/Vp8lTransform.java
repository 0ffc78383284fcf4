package dev.descry.image.webp;

import java.util.Arrays;

/**
 * What a lossless WebP encoder did to the pixels, and how to undo it (WebP Lossless Bitstream Specification, section 4).
 * Pixels are ARGB.
 */
sealed interface Vp8lTransform {

    /** The width of the stored picture where the one to come out is {@code width} wide. */
    default int storedWidth(int width) {
        return width;
    }

    /** The pixels before the transform; may reuse the array. */
    int[] undo(int[] pixels, int height);

    /** Red and blue were stored less green. */
    record AddGreen() implements Vp8lTransform {
        @Override
        public int[] undo(int[] pixels, int height) {
            for (int i = 0; i < pixels.length; i++) {
                int green = pixels[i] >> 8 & 0xFF;
                pixels[i] = (pixels[i] & 0xFF00FF00) | ((pixels[i] & 0x00FF00FF) + (green << 16 | green) & 0x00FF00FF);
            }
            return pixels;
        }
    }

    /** Red and blue were stored less shares of other channels; {@code shares} has three for each block. */
    record Recolour(int width, int scale, int[] shares) implements Vp8lTransform {
        @Override
        public int[] undo(int[] pixels, int height) {
            int blocksWide = Math.ceilDiv(width, 1 << scale);
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int share = shares[(y >> scale) * blocksWide + (x >> scale)];
                    int pixel = pixels[y * width + x];
                    int green = pixel >> 8;
                    int red = (pixel >> 16) + part(share, green) & 0xFF;
                    int blue = pixel + part(share >> 8, green) + part(share >> 16, red) & 0xFF;
                    pixels[y * width + x] = (pixel & 0xFF00FF00) | red << 16 | blue;
                }
            }
            return pixels;
        }

        private static int part(int share, int channel) {
            return ((byte) share * (byte) channel) >> 5;
        }
    }

    /** Green holds indices into {@code colours}, several to a pixel where there are few colours. */
    record Index(int width, int packing, int[] colours) implements Vp8lTransform {

        /** With a table whose colours were stored as differences, channel by channel. */
        static Index of(int width, int[] differences) {
            int[] colours = new int[256];
            for (int i = 0; i < differences.length; i++) {
                colours[i] = Vp8lPrediction.sum(differences[i], i == 0 ? 0 : colours[i - 1]);
            }
            int count = differences.length;
            int few = count > 4 ? 1 : count > 2 ? 2 : 3;
            return new Index(width, count > 16 ? 0 : few, colours);
        }

        @Override
        public int storedWidth(int whole) {
            return Math.ceilDiv(whole, 1 << packing);
        }

        @Override
        public int[] undo(int[] pixels, int height) {
            int stored = storedWidth(width);
            int bits = 8 >> packing;
            int[] out = new int[Math.multiplyExact(width, height)];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int packed = pixels[y * stored + (x >> packing)] >> 8 & 0xFF;
                    int within = x & (1 << packing) - 1;
                    out[y * width + x] = colours[packed >> (within * bits) & (1 << bits) - 1];
                }
            }
            return out;
        }
    }

    /** Each channel was stored as its difference to a prediction; {@code modes} has one in the green of each block. */
    record Predict(int width, int scale, int[] modes) implements Vp8lTransform {
        @Override
        public int[] undo(int[] pixels, int height) {
            int blocksWide = Math.ceilDiv(width, 1 << scale);
            Vp8lPrediction.firstRow(pixels, width);
            for (int y = 1; y < height; y++) {
                int[] row = Arrays.copyOfRange(modes, (y >> scale) * blocksWide, ((y >> scale) + 1) * blocksWide);
                Vp8lPrediction.row(pixels, y * width, width, scale, row);
            }
            return pixels;
        }
    }
}
