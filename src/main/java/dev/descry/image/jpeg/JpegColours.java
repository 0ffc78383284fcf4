package dev.descry.image.jpeg;

import dev.descry.image.Pixels;
import dev.descry.image.format.Inks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import java.util.stream.IntStream;

/** From the planes of a frame to RGB, with libjpeg's tables and its guesses about what the components mean. */
final class JpegColours {
    /** There was no Adobe marker. */
    static final int NO_ADOBE = -1;

    private static final int CHANNELS = 3;
    private static final int ROWS_AT_ONCE = 64;
    private static final int PLACES = 16;
    private static final int HALF = 1 << (PLACES - 1);
    private static final int GREY = 128;
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    private final JpegFrame frame;
    private final boolean converted;

    JpegColours(JpegFrame frame, boolean jfif, int adobeTransform) {
        this.frame = frame;
        converted = switch (frame.components().size()) {
            case 3 -> jfif || (adobeTransform == NO_ADOBE ? !namedRgb(frame) : adobeTransform != 0);
            case 4 -> adobeTransform > 0;
            default -> false;
        };
    }

    private static int fixed(double value) {
        return (int) (value * (1 << PLACES) + 0.5);
    }

    private static boolean namedRgb(JpegFrame frame) {
        return frame.components().stream().map(c -> c.id).toList().equals(List.of((int) 'R', (int) 'G', (int) 'B'));
    }

    Pixels pixels() {
        byte[] rgb = new byte[Math.multiplyExact(CHANNELS * frame.width(), frame.height())];
        IntStream bands = IntStream.range(0, Math.ceilDiv(frame.height(), ROWS_AT_ONCE));
        (JpegPlanes.shares(frame) ? bands.parallel() : bands)
                .forEach(band -> rows(band * ROWS_AT_ONCE, Math.min(frame.height(), (band + 1) * ROWS_AT_ONCE), rgb));
        return new Pixels(frame.width(), frame.height(), rgb);
    }

    private void rows(int begin, int end, byte[] rgb) {
        List<JpegUpsampling> sources = frame.components().stream()
                .map(component -> new JpegUpsampling(frame, component))
                .toList();
        int[][] lines = new int[sources.size()][];
        int[] packed = new int[frame.width()];
        for (int y = begin; y < end; y++) {
            for (int i = 0; i < lines.length; i++) {
                lines[i] = sources.get(i).row(y);
            }
            if (lines.length == 1) {
                join(lines[0], lines[0], lines[0], packed);
            } else if (converted) {
                convert(lines[0], lines[1], lines[2], packed);
            } else {
                join(lines[0], lines[1], lines[2], packed);
            }
            if (lines.length == 4) {
                inks(lines[3], packed);
            }
            store(packed, rgb, CHANNELS * frame.width() * y);
        }
    }

    /** Red in the lowest byte, green and blue above it. */
    private static void join(int[] red, int[] green, int[] blue, int[] packed) {
        for (int x = 0; x < packed.length; x++) {
            packed[x] = red[x] | green[x] << 8 | blue[x] << 16;
        }
    }

    /** One short loop a channel: the compiler turns these into vector instructions, one long loop not. */
    private static void convert(int[] lumas, int[] cbs, int[] crs, int[] packed) {
        int red = fixed(1.40200);
        int blue = fixed(1.77200);
        int greenCr = fixed(0.71414);
        int greenCb = fixed(0.34414);
        for (int x = 0; x < packed.length; x++) {
            packed[x] = level(lumas[x] + ((red * (crs[x] - GREY) + HALF) >> PLACES));
        }
        for (int x = 0; x < packed.length; x++) {
            int shift = (greenCr * (GREY - crs[x]) + greenCb * (GREY - cbs[x]) + HALF) >> PLACES;
            packed[x] |= level(lumas[x] + shift) << 8;
        }
        for (int x = 0; x < packed.length; x++) {
            packed[x] |= level(lumas[x] + ((blue * (cbs[x] - GREY) + HALF) >> PLACES)) << 16;
        }
    }

    /**
     * CMYK to RGB; JPEG stores it inverted, as Adobe does. YCCK is CMYK whose first three are the complement of YCbCr's RGB.
     */
    private void inks(int[] lights, int[] packed) {
        for (int x = 0; x < packed.length; x++) {
            int inks = converted ? packed[x] : ~packed[x];
            int light = lights[x];
            packed[x] = Inks.light(inks & 0xFF, light)
                    | Inks.light(inks >> 8 & 0xFF, light) << 8
                    | Inks.light(inks >> 16 & 0xFF, light) << 16;
        }
    }

    /** Writes three bytes a pixel, four pixels at a time. */
    private static void store(int[] packed, byte[] rgb, int start) {
        int fours = packed.length & ~3;
        for (int x = 0; x < fours; x += 4) {
            int at = start + CHANNELS * x;
            INT.set(rgb, at, packed[x] | packed[x + 1] << 24);
            INT.set(rgb, at + 4, packed[x + 1] >>> 8 | packed[x + 2] << 16);
            INT.set(rgb, at + 8, packed[x + 2] >>> 16 | packed[x + 3] << 8);
        }
        for (int x = fours; x < packed.length; x++) {
            int at = start + CHANNELS * x;
            rgb[at] = (byte) packed[x];
            rgb[at + 1] = (byte) (packed[x] >> 8);
            rgb[at + 2] = (byte) (packed[x] >> 16);
        }
    }

    /** Clamps to 0..255 without a branch, which a vector loop could not hold. */
    private static int level(int value) {
        int positive = value & ~(value >> 31);
        return (positive | (255 - positive) >> 31) & 255;
    }
}
