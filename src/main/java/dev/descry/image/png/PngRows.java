package dev.descry.image.png;

import dev.descry.image.format.Bytes;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Rows of a PNG file: inflated from its IDAT chunks and freed of their filters (PNG specification, section 9). */
final class PngRows implements AutoCloseable {
    private static final byte[] NONE = {};

    private final Bytes file;
    private final int bits;
    private final Inflater inflater = new Inflater();
    private int chunk;
    private byte[] row = NONE;
    private byte[] previous = NONE;
    private boolean first = true;

    /**
     * Rows from the chunk at {@code chunk} on.
     *
     * @param bits of one pixel
     */
    PngRows(Bytes file, int chunk, int bits) {
        this.file = file;
        this.chunk = chunk;
        this.bits = bits;
        feed();
    }

    @Override
    public void close() {
        inflater.end();
    }

    /** Starts a pass: its first row has none above it. */
    void restart() {
        first = true;
    }

    /** The next row of {@code pixels} pixels, its data from index 1 on; empty when the data has come to its end. */
    byte[] next(int pixels) throws DataFormatException {
        int length = 1 + Math.ceilDiv(Math.multiplyExact(pixels, bits), 8);
        byte[] above = row;
        row = previous.length == length ? previous : new byte[length];
        previous = first || above.length != length ? new byte[length] : above;
        first = false;
        int filled = 0;
        while (filled < length) {
            int count = inflater.inflate(row, filled, length - filled);
            filled += count;
            if (count == 0) {
                if (inflater.finished()) {
                    return NONE;
                }
                feed();
            }
        }
        unfilter();
        return row;
    }

    /** Gives the inflater the next chunk of data, or what is left of it. */
    private void feed() {
        int length = Math.min(file.i32be(chunk), file.length() - chunk - 8);
        if (!file.has(chunk + 4, "IDAT")) {
            throw new IllegalArgumentException("PNG: expected more picture data, found another chunk");
        }
        Bytes data = file.slice(chunk + 8, length);
        inflater.setInput(data.array(), data.start(), data.length());
        chunk += 12 + length;
    }

    private void unfilter() {
        int pixel = (bits + 7) / 8;
        switch (row[0]) {
            case 0 -> {}
            case 1 -> left(pixel);
            case 2 -> {
                for (int i = 1; i < row.length; i++) {
                    row[i] += previous[i];
                }
            }
            case 3 -> average(pixel);
            case 4 -> paeth(pixel);
            default -> throw new IllegalArgumentException("PNG: expected a filter of 0 to 4, found " + row[0]);
        }
    }

    private void left(int pixel) {
        for (int i = 1 + pixel; i < row.length; i++) {
            row[i] += row[i - pixel];
        }
    }

    private void average(int pixel) {
        for (int i = 1; i < row.length; i++) {
            int before = i > pixel ? row[i - pixel] & 0xFF : 0;
            row[i] += (byte) ((before + (previous[i] & 0xFF)) >> 1);
        }
    }

    private void paeth(int pixel) {
        for (int i = 1; i <= pixel && i < row.length; i++) {
            row[i] += previous[i];
        }
        for (int i = 1 + pixel; i < row.length; i++) {
            int a = row[i - pixel] & 0xFF;
            int b = previous[i] & 0xFF;
            int c = previous[i - pixel] & 0xFF;
            int fromA = Math.abs(b - c);
            int fromB = Math.abs(a - c);
            int fromC = Math.abs(a + b - 2 * c);
            int nearest = fromB <= fromC ? b : c;
            row[i] += (byte) (fromA <= fromB && fromA <= fromC ? a : nearest);
        }
    }
}
