package dev.descry.image;

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

    /** What each value of Cr adds to red, of Cb to blue, and of both, 16 places up, to green. */
    private static final int[] RED = new int[256];

    private static final int[] BLUE = new int[256];
    private static final int[] GREEN_CR = new int[256];
    private static final int[] GREEN_CB = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int x = i - 128;
            RED[i] = fixed(1.40200) * x + HALF >> PLACES;
            BLUE[i] = fixed(1.77200) * x + HALF >> PLACES;
            GREEN_CR[i] = -fixed(0.71414) * x;
            GREEN_CB[i] = -fixed(0.34414) * x + HALF;
        }
    }

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
        byte[][] lines = new byte[sources.size()][];
        int[] starts = new int[sources.size()];
        for (int y = begin; y < end; y++) {
            for (int i = 0; i < lines.length; i++) {
                lines[i] = sources.get(i).row(y);
                starts[i] = sources.get(i).start(y);
            }
            int at = CHANNELS * frame.width() * y;
            switch (lines.length) {
                case 1 -> grey(lines[0], starts[0], rgb, at);
                case 3 -> {
                    if (converted) {
                        colour(lines, starts, rgb, at);
                    } else {
                        plain(lines, starts, rgb, at);
                    }
                }
                default -> inks(lines, starts, rgb, at);
            }
        }
    }

    private void grey(byte[] line, int start, byte[] rgb, int to) {
        int at = to;
        for (int x = 0; x < frame.width(); x++, at += CHANNELS) {
            byte level = line[start + x];
            rgb[at] = level;
            rgb[at + 1] = level;
            rgb[at + 2] = level;
        }
    }

    private void plain(byte[][] lines, int[] starts, byte[] rgb, int to) {
        int at = to;
        for (int x = 0; x < frame.width(); x++) {
            for (int channel = 0; channel < CHANNELS; channel++) {
                rgb[at++] = lines[channel][starts[channel] + x];
            }
        }
    }

    private void colour(byte[][] lines, int[] starts, byte[] rgb, int to) {
        byte[] lumas = lines[0];
        byte[] cbs = lines[1];
        byte[] crs = lines[2];
        int luma = starts[0];
        int blue = starts[1];
        int red = starts[2];
        int at = to;
        for (int x = 0; x < frame.width(); x++, at += CHANNELS) {
            int y = lumas[luma + x] & 0xFF;
            int cb = cbs[blue + x] & 0xFF;
            int cr = crs[red + x] & 0xFF;
            rgb[at] = level(y + RED[cr]);
            rgb[at + 1] = level(y + (GREEN_CB[cb] + GREEN_CR[cr] >> PLACES));
            rgb[at + 2] = level(y + BLUE[cb]);
        }
    }

    /**
     * CMYK, stored inverted as Adobe does, to RGB by Pillow's rule: white less the ink, in the share that black leaves.
     * YCCK is CMYK whose first three are the complement of YCbCr's RGB.
     */
    private void inks(byte[][] lines, int[] starts, byte[] rgb, int to) {
        if (converted) {
            colour(lines, starts, rgb, to);
        } else {
            plain(lines, starts, rgb, to);
        }
        for (int x = 0; x < frame.width(); x++) {
            int light = lines[3][starts[3] + x] & 0xFF;
            for (int at = to + CHANNELS * x; at < to + CHANNELS * (x + 1); at++) {
                int stored = rgb[at] & 0xFF;
                int ink = converted ? stored : 255 - stored;
                rgb[at] = level(light - share(ink, light));
            }
        }
    }

    /** {@code a * b / 255}, rounded. */
    private static int share(int a, int b) {
        int product = a * b + 128;
        return (product >> 8) + product >> 8;
    }

    private static byte level(int value) {
        return (byte) Math.max(0, Math.min(255, value));
    }
}
