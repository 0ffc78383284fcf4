package dev.descry.image.webp;

import java.util.Arrays;

/** One prefix code of a lossless WebP stream; the first bits of a code are the lowest in the stream. */
final class Vp8lCode {
    private static final int LONGEST = 15;
    private static final int LOOK = 8;
    private static final int[] LENGTH_ORDER = {17, 18, 0, 1, 2, 3, 4, 5, 16, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};

    /** By the next eight bits: {@code symbol << 4 | length}, or 0 where the code is longer. */
    private final int[] looks = new int[1 << LOOK];

    private final int[] counts = new int[LONGEST + 1];
    private final int[] symbols;
    private final boolean single;

    private Vp8lCode(int[] lengths) {
        int total = 0;
        for (int length : lengths) {
            counts[length]++;
            total += length > 0 ? 1 : 0;
        }
        counts[0] = 0;
        int[] next = new int[LONGEST + 2];
        int code = 0;
        int[] codes = new int[LONGEST + 1];
        for (int length = 1; length <= LONGEST; length++) {
            codes[length] = code;
            next[length + 1] = next[length] + counts[length];
            code = (code + counts[length]) << 1;
        }
        symbols = new int[Math.max(1, total)];
        single = total == 1;
        if (total == 0 || (!single && code != 1 << (LONGEST + 1))) {
            throw new IllegalArgumentException(
                    "WebP: expected a complete prefix code, found %d symbols".formatted(total));
        }
        for (int symbol = 0; symbol < lengths.length; symbol++) {
            int length = lengths[symbol];
            if (length > 0) {
                symbols[next[length]++] = symbol;
                int reversed = Integer.reverse(codes[length]++) >>> (Integer.SIZE - length);
                for (int i = reversed; length <= LOOK && i < looks.length; i += 1 << length) {
                    looks[i] = symbol << 4 | length;
                }
            }
        }
    }

    /** Reads a code for {@code size} symbols. */
    static Vp8lCode read(Vp8lBits bits, int size) {
        int[] lengths = new int[Math.max(size, 256)];
        if (bits.flag()) {
            boolean two = bits.flag();
            lengths[bits.read(bits.flag() ? 8 : 1)] = 1;
            if (two) {
                lengths[bits.read(8)] = 1;
            }
        } else {
            readLengths(bits, size, lengths);
        }
        return new Vp8lCode(lengths);
    }

    private static void readLengths(Vp8lBits bits, int size, int[] lengths) {
        int[] ofLengths = new int[LENGTH_ORDER.length];
        int count = 4 + bits.read(4);
        for (int i = 0; i < count; i++) {
            ofLengths[LENGTH_ORDER[i]] = bits.read(3);
        }
        Vp8lCode code = new Vp8lCode(ofLengths);
        int left = bits.flag() ? 2 + bits.read(2 + 2 * bits.read(3)) : size;
        int previous = 8;
        int at = 0;
        while (at < size && left-- > 0) {
            int symbol = code.read(bits);
            if (symbol < 16) {
                lengths[at++] = symbol;
                previous = symbol == 0 ? previous : symbol;
                continue;
            }
            int repeat =
                    switch (symbol) {
                        case 16 -> 3 + bits.read(2);
                        case 17 -> 3 + bits.read(3);
                        default -> 11 + bits.read(7);
                    };
            if (repeat > size - at) {
                throw new IllegalArgumentException("WebP: expected %d code lengths, found more".formatted(size));
            }
            Arrays.fill(lengths, at, at + repeat, symbol == 16 ? previous : 0);
            at += repeat;
        }
    }

    /** Reads one symbol. */
    int read(Vp8lBits bits) {
        if (single) {
            return symbols[0];
        }
        long look = bits.look();
        int entry = looks[(int) look & looks.length - 1];
        if (entry != 0) {
            bits.skip(entry & 15);
            return entry >> 4;
        }
        int code = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length <= LONGEST; length++) {
            code |= (int) (look >>> (length - 1)) & 1;
            if (code - first < counts[length]) {
                bits.skip(length);
                return symbols[index + code - first];
            }
            index += counts[length];
            first = (first + counts[length]) << 1;
            code <<= 1;
        }
        throw new IllegalArgumentException("WebP: expected a prefix code, found other bits");
    }
}
