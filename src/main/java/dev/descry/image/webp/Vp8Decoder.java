package dev.descry.image.webp;

import dev.descry.image.DecodeLimits;
import dev.descry.image.Pixels;
import dev.descry.image.format.Bytes;

/** Decodes lossy WebP, a VP8 key frame (RFC 6386), to the bytes of libwebp. */
final class Vp8Decoder {
    private static final int SIDE = 16;

    private final Vp8Header header;
    private final int wide;
    private final int high;
    private final Vp8Plane luma;
    private final Vp8Plane blue;
    private final Vp8Plane red;
    private final Vp8Modes modes;
    private final Vp8Coefficients coefficients;
    private final Vp8Prediction prediction = new Vp8Prediction();
    private final Vp8Filter filter;

    private Vp8Decoder(Vp8Header header) {
        this.header = header;
        wide = Math.ceilDiv(header.width, SIDE);
        high = Math.ceilDiv(header.height, SIDE);
        luma = new Vp8Plane(wide * SIDE, high * SIDE);
        blue = new Vp8Plane(wide * SIDE / 2, high * SIDE / 2);
        red = new Vp8Plane(wide * SIDE / 2, high * SIDE / 2);
        modes = new Vp8Modes(header);
        coefficients = new Vp8Coefficients(header);
        filter = new Vp8Filter(header, luma, blue, red);
    }

    static Pixels decode(Bytes data, DecodeLimits limits) {
        return new Vp8Decoder(new Vp8Header(data, limits)).decode();
    }

    private Pixels decode() {
        int[][] factors = new int[Vp8Header.SEGMENTS][];
        for (int segment = 0; segment < factors.length; segment++) {
            factors[segment] = header.factors(segment);
        }
        boolean[] coded = new boolean[wide * high];
        int[] levels = new int[wide * high];
        for (int y = 0; y < high; y++) {
            Vp8Bools stream = header.coefficients[y % header.coefficients.length];
            modes.startRow();
            coefficients.startRow();
            for (int x = 0; x < wide; x++) {
                modes.read(x);
                boolean any = false;
                if (modes.skipped) {
                    coefficients.skip(x, modes.subblocks);
                } else {
                    any = coefficients.read(stream, x, modes.subblocks, factors[modes.segment]);
                }
                coded[y * wide + x] = any || modes.subblocks;
                levels[y * wide + x] = header.filterLevel(modes.segment, modes.subblocks);
                rebuild(x, y);
            }
        }
        // Prediction sees samples before the filter; so all are rebuilt first.
        if (header.filterLevel > 0) {
            for (int i = 0; i < levels.length; i++) {
                filter.macroblock(i % wide, i / wide, levels[i], coded[i]);
            }
        }
        return new Vp8Colours(luma, blue, red, header.width, header.height).pixels();
    }

    private void rebuild(int x, int y) {
        int left = x * SIDE;
        int top = y * SIDE;
        if (modes.subblocks) {
            rebuildSubblocks(left, top, x == wide - 1 && y > 0);
        } else {
            prediction.square(luma, left, top, SIDE, modes.luma[0]);
            for (int i = 0; i < 16; i++) {
                add(i, luma, left + i % 4 * 4, top + i / 4 * 4);
            }
        }
        prediction.square(blue, left / 2, top / 2, SIDE / 2, modes.chroma);
        prediction.square(red, left / 2, top / 2, SIDE / 2, modes.chroma);
        for (int i = 0; i < 4; i++) {
            add(16 + i, blue, left / 2 + i % 2 * 4, top / 2 + i / 2 * 4);
            add(20 + i, red, left / 2 + i % 2 * 4, top / 2 + i / 2 * 4);
        }
    }

    /**
     * Subblocks of the right column take the samples above to the right from the macroblock above in all four rows; in
     * the last column of the picture the sample above the corner stands for them.
     */
    private void rebuildSubblocks(int left, int top, boolean atRightEdge) {
        int corner = luma.at(left + SIDE, top - 1);
        if (atRightEdge) {
            for (int i = 0; i < 4; i++) {
                luma.samples[corner + i] = luma.samples[corner - 1];
            }
        }
        for (int i = 0; i < 16; i++) {
            int x = left + i % 4 * 4;
            int y = top + i / 4 * 4;
            prediction.subblock(luma, x, y, modes.luma[i], i % 4 == 3 ? corner : luma.at(x + 4, y - 1));
            add(i, luma, x, y);
        }
    }

    private void add(int block, Vp8Plane plane, int x, int y) {
        Vp8Transform.add(coefficients.values, block * 16, plane.samples, plane.at(x, y), plane.stride);
    }
}
