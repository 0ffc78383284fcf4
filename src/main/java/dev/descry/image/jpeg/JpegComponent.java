package dev.descry.image.jpeg;

/**
 * One colour component of a JPEG frame: its sampling, its blocks of 8 x 8 samples and, once decoded, its plane. A plane
 * is padded to whole MCUs (the units of interleaved scans); {@code width} and {@code height} count the real samples.
 */
final class JpegComponent {
    static final int BLOCK = 8;
    static final int BLOCK_AREA = 64;

    final int id;
    /** Horizontal and vertical sampling factor, 1 to 4; also the component's blocks in an MCU. */
    final int across;

    final int down;
    /** Which of the four quantisation tables. */
    final int table;

    int width;
    int height;
    /** Blocks of the plane, padding included. */
    int blocksWide;

    int blocksHigh;
    byte[] plane = {};
    /** Quantisation factors in natural order, fixed by the component's first scan. */
    int[] quantisation = {};
    /** All coefficients, {@code [blocksHigh, blocksWide, 64]} in natural order; progressive frames only. */
    short[] coefficients = {};
    /** Last direct-current value, from which the next one differs by what is coded. */
    int lastDc;

    JpegComponent(int id, int across, int down, int table) {
        this.id = id;
        this.across = across;
        this.down = down;
        this.table = table;
    }

    /** Samples from one row of the plane to the next. */
    int stride() {
        return blocksWide * BLOCK;
    }

    /** Blocks that hold real samples, as scans of this component alone count them. */
    int realBlocksWide() {
        return Math.ceilDiv(width, BLOCK);
    }

    int realBlocksHigh() {
        return Math.ceilDiv(height, BLOCK);
    }
}
