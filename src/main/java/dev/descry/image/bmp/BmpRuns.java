package dev.descry.image.bmp;

import dev.descry.image.format.Bytes;

/** The run-length coding of palette bitmaps: RLE8, and RLE4 with two pixels in a byte. */
final class BmpRuns {
    private static final int END_OF_LINE = 0;
    private static final int END = 1;
    private static final int DELTA = 2;

    private final Bytes file;
    private final int width;
    private final boolean nibbles;
    private final byte[] indices;
    private int at;
    private int filled;
    private int x;

    private BmpRuns(Bytes file, int data, int width, int height, boolean nibbles) {
        this.file = file;
        this.at = data;
        this.width = width;
        this.nibbles = nibbles;
        this.indices = new byte[Math.multiplyExact(width, height)];
    }

    /** The indices in stored order. */
    static byte[] read(Bytes file, int data, int width, int height, boolean nibbles) {
        BmpRuns runs = new BmpRuns(file, data, width, height, nibbles);
        while (runs.filled < runs.indices.length) {
            runs.code();
        }
        return runs.indices;
    }

    private void code() {
        int count = file.u8(at);
        int value = file.u8(at + 1);
        at += 2;
        if (count > 0) {
            int fitting = Math.min(count, Math.max(0, width - x));
            for (int i = 0; i < fitting; i++) {
                put(nibbles ? i % 2 == 0 ? value >> 4 : value & 15 : value);
            }
            x += fitting;
            return;
        }
        switch (value) {
            case END_OF_LINE -> {
                skip(Math.floorMod(-filled, width));
                x = 0;
            }
            case END -> throw new IllegalArgumentException("BMP: expected more picture data, found its end");
            case DELTA -> {
                skip(file.u8(at) + file.u8(at + 1) * width);
                at += 2;
                x = filled % width;
            }
            default -> literal(value);
        }
    }

    private void literal(int count) {
        int bytes = nibbles ? count / 2 : count;
        for (int i = 0; i < bytes; i++) {
            int value = file.u8(at + i);
            if (nibbles) {
                put(value >> 4);
                put(value & 15);
            } else {
                put(value);
            }
        }
        x += count;
        at += bytes;
        at += at % 2;
    }

    private void put(int index) {
        if (filled < indices.length) {
            indices[filled++] = (byte) index;
        }
    }

    private void skip(int pixels) {
        filled = Math.min(indices.length, filled + pixels);
    }
}
