package dev.descry.image.jpeg;

import dev.descry.image.ImageException;
import dev.descry.image.ImageException.Kind;
import java.util.List;

/**
 * One scan: the components in it, and the order in which their blocks come. A scan of several components goes MCU by
 * MCU, padding included; a scan of one goes block by block over the real ones.
 */
final class JpegScan {

    /** Reads one block's coefficients into {@code out}, from index {@code at} on. */
    interface BlockReader {
        void read(Part part, short[] out, int at);

        /** Forgets what earlier blocks left; called at the start and after each restart marker. */
        void reset();
    }

    /** A component in a scan, with the tables its coefficients are coded by. */
    record Part(JpegComponent component, JpegHuffman dc, JpegHuffman ac) {}

    private final JpegFrame frame;
    private final List<Part> parts;
    private final JpegBits bits;
    private final int restartInterval;
    private final BlockReader blocks;
    private int untilRestart;

    JpegScan(JpegFrame frame, List<Part> parts, JpegBits bits, int restartInterval, BlockReader blocks) {
        this.frame = frame;
        this.parts = parts;
        this.bits = bits;
        this.restartInterval = restartInterval;
        this.blocks = blocks;
        untilRestart = restartInterval;
        blocks.reset();
    }

    List<Part> parts() {
        return parts;
    }

    boolean interleaved() {
        return parts.size() > 1;
    }

    /** Rows of MCUs, or of blocks where there is one component. */
    int rows() {
        return interleaved() ? frame.mcusHigh() : parts.getFirst().component().realBlocksHigh();
    }

    /** Rows of blocks of the component in one row of the scan. */
    int blockRows(JpegComponent component) {
        return interleaved() ? component.down : 1;
    }

    /**
     * Reads the scan's next row.
     *
     * @param targets for each part, where its coefficients go, {@code [blockRows, blocksWide, 64]}
     * @param starts for each part, the index in its target at which the row begins
     */
    void readRow(short[][] targets, int[] starts) {
        int count =
                interleaved() ? frame.mcusWide() : parts.getFirst().component().realBlocksWide();
        for (int mcu = 0; mcu < count; mcu++) {
            if (restartInterval > 0 && untilRestart-- == 0) {
                untilRestart = restartInterval - 1;
                bits.restart();
                blocks.reset();
            }
            // Where an interval ends early libjpeg leaves the rest of it zero.
            if (!bits.exhausted()) {
                readMcu(mcu, targets, starts);
            }
            if (bits.beyondFile()) {
                throw new ImageException(
                        Kind.UNREADABLE, "JPEG: expected more picture data, found the end of the file; get it again");
            }
        }
    }

    private void readMcu(int mcu, short[][] targets, int[] starts) {
        if (!interleaved()) {
            blocks.read(parts.getFirst(), targets[0], starts[0] + mcu * JpegComponent.BLOCK_AREA);
            return;
        }
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            JpegComponent component = part.component();
            for (int y = 0; y < component.down; y++) {
                int first = y * component.blocksWide + mcu * component.across;
                for (int x = 0; x < component.across; x++) {
                    blocks.read(part, targets[i], starts[i] + (first + x) * JpegComponent.BLOCK_AREA);
                }
            }
        }
    }
}
