package dev.descry.image.jpeg;

import dev.descry.image.jpeg.JpegScan.BlockReader;
import dev.descry.image.jpeg.JpegScan.Part;
import java.util.List;

/** Blocks of progressive scans (ITU-T T.81, G.2): a band of coefficients, whole or one bit finer. */
final class JpegProgressive implements BlockReader {
    private final List<Part> parts;
    private final JpegBits bits;
    private final int from;
    private final int to;
    private final boolean refining;
    private final int low;
    /** Blocks yet to come, this one included, whose band holds nothing new. */
    private int emptyBlocks;

    /**
     * A reader for one scan.
     *
     * @param from first coefficient of the band, 0 for direct current
     * @param to last one
     * @param refining whether earlier scans gave the higher bits
     * @param low lowest bit that this scan gives
     */
    JpegProgressive(List<Part> parts, JpegBits bits, int from, int to, boolean refining, int low) {
        this.parts = parts;
        this.bits = bits;
        this.from = from;
        this.to = to;
        this.refining = refining;
        this.low = low;
        if (from > to
                || to >= JpegComponent.BLOCK_AREA
                || low > 13
                || from == 0 != (to == 0)
                || (from > 0 && parts.size() > 1)) {
            throw new IllegalArgumentException(
                    "JPEG: expected a scan of one band, found coefficients %d to %d of %d components"
                            .formatted(from, to, parts.size()));
        }
    }

    @Override
    public void reset() {
        emptyBlocks = 0;
        parts.forEach(part -> part.component().lastDc = 0);
    }

    @Override
    public void read(Part part, short[] out, int at) {
        if (from > 0) {
            if (refining) {
                refine(part.ac(), out, at);
            } else {
                first(part.ac(), out, at);
            }
        } else if (refining) {
            out[at] |= (short) (bits.bit() << low);
        } else {
            part.component().lastDc += bits.signed(Math.min(bits.symbol(part.dc()), 16));
            out[at] = (short) (part.component().lastDc << low);
        }
    }

    private void first(JpegHuffman table, short[] out, int at) {
        if (emptyBlocks > 0) {
            emptyBlocks--;
            return;
        }
        for (int k = from; k <= to; k++) {
            int symbol = bits.symbol(table);
            int run = symbol >> 4;
            int size = symbol & 15;
            if (size == 0 && run < 15) {
                emptyBlocks = (1 << run) + bits.bits(run) - 1;
                return;
            }
            k += run;
            if (size > 0) {
                out[at + JpegOrder.NATURAL[k]] = (short) (bits.signed(size) << low);
            }
        }
    }

    private void refine(JpegHuffman table, short[] out, int at) {
        int k = from;
        while (emptyBlocks == 0 && k <= to) {
            int symbol = bits.symbol(table);
            int run = symbol >> 4;
            int value = 0;
            if ((symbol & 15) != 0) {
                value = bits.bit() == 1 ? 1 << low : -1 << low;
            } else if (run < 15) {
                emptyBlocks = (1 << run) + bits.bits(run);
                break;
            }
            k = pass(run, k, out, at);
            if (value != 0 && k <= to) {
                out[at + JpegOrder.NATURAL[k]] = (short) value;
            }
            k++;
        }
        if (emptyBlocks > 0) {
            pass(JpegComponent.BLOCK_AREA, k, out, at);
            emptyBlocks--;
        }
    }

    /** Gives each known coefficient its next bit; stops at the zero after {@code zeros} others. */
    private int pass(int zeros, int start, short[] out, int at) {
        int left = zeros;
        for (int k = start; k <= to; k++) {
            int place = at + JpegOrder.NATURAL[k];
            if (out[place] == 0) {
                if (left-- == 0) {
                    return k;
                }
            } else if (bits.bit() == 1 && (out[place] & 1 << low) == 0) {
                out[place] += (short) (out[place] > 0 ? 1 << low : -1 << low);
            }
        }
        return to + 1;
    }
}
