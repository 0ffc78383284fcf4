package dev.descry.image.gif;

import dev.descry.image.format.Bytes;

/** The LZW-coded indices of a GIF frame (GIF89a specification, appendix F). */
final class GifCodes {
    private static final int MOST_BITS = 12;
    private static final int NONE = -1;

    private final Bytes file;
    private final int clear;
    private final short[] before = new short[1 << MOST_BITS];
    private final byte[] last = new byte[1 << MOST_BITS];
    private final byte[] pending = new byte[1 + (1 << MOST_BITS)];
    private int waiting;
    private int at;
    private int blockEnd;
    private int buffer;
    private int bits;
    private int codeBits;
    private int next;
    private int previous = NONE;
    private int first;

    /** Codes from {@code at} on, where the initial code size stands. */
    GifCodes(Bytes file, int at) {
        this.file = file;
        int size = file.u8(at);
        if (size >= MOST_BITS) {
            throw new IllegalArgumentException("GIF: expected codes of at most 12 bits, found " + (size + 1));
        }
        this.at = at + 1;
        blockEnd = at + 1;
        clear = 1 << size;
        reset();
    }

    private void reset() {
        codeBits = Integer.numberOfTrailingZeros(clear) + 1;
        next = clear + 2;
        previous = NONE;
    }

    /** Fills the row with the next indices. */
    void read(byte[] row) {
        for (int x = 0; x < row.length; x++) {
            if (waiting == 0) {
                string();
            }
            row[x] = pending[--waiting];
        }
    }

    /** Reads codes until one stands for indices; leaves those in {@link #pending}, last one first. */
    private void string() {
        int code = code();
        while (code == clear) {
            reset();
            code = code();
        }
        boolean damaged = code == clear + 1 || (previous == NONE ? code > clear : code > next);
        if (damaged) {
            throw new IllegalArgumentException("GIF: expected more picture data, found code %d".formatted(code));
        }
        int walk = code;
        if (code == next && previous != NONE) {
            pending[waiting++] = (byte) first;
            walk = previous;
        }
        while (walk >= clear) {
            pending[waiting++] = last[walk];
            walk = before[walk];
        }
        first = walk;
        pending[waiting++] = (byte) walk;
        if (previous != NONE && next < before.length) {
            before[next] = (short) previous;
            last[next] = (byte) walk;
            if (next == (1 << codeBits) - 1 && codeBits < MOST_BITS) {
                codeBits++;
            }
            next++;
        }
        previous = code;
    }

    private int code() {
        while (bits < codeBits) {
            if (at == blockEnd) {
                int length = file.u8(at);
                file.slice(at + 1, length);
                at++;
                blockEnd = at + length;
                continue;
            }
            buffer |= file.u8(at++) << bits;
            bits += 8;
        }
        int code = buffer & (1 << codeBits) - 1;
        buffer >>>= codeBits;
        bits -= codeBits;
        return code;
    }
}
