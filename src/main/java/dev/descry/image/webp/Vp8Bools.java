package dev.descry.image.webp;

import dev.descry.image.format.Bytes;

/** VP8's arithmetic decoder of booleans (RFC 6386, section 7). */
final class Vp8Bools {
    private static final int EVEN = 128;

    /** The decoder looks ahead; more missing bytes than this mean that data is missing. */
    private static final int BEYOND = 16;

    private final byte[] data;
    private final int end;
    private int at;
    private int value;
    private int range = 255;
    /** Bits in {@link #value} below the eight that are compared. */
    private int spare = -8;

    Vp8Bools(Bytes bytes) {
        data = bytes.array();
        at = bytes.start();
        end = bytes.end();
    }

    /** The next boolean, which is 0 with {@code probability} of 256. */
    int bit(int probability) {
        while (spare < 0) {
            load();
        }
        int split = 1 + (((range - 1) * probability) >> 8);
        int scaled = split << spare;
        int bit = 0;
        if (value >= scaled) {
            value -= scaled;
            range -= split;
            bit = 1;
        } else {
            range = split;
        }
        int shift = Integer.numberOfLeadingZeros(range) - (Integer.SIZE - 8);
        range <<= shift;
        spare -= shift;
        return bit;
    }

    private void load() {
        if (at >= end + BEYOND) {
            throw new IllegalArgumentException("WebP: expected more picture data, found its end");
        }
        int next = at < end ? data[at] & 0xFF : 0;
        at++;
        value = value << 8 | next;
        spare += 8;
    }

    boolean flag() {
        return bit(EVEN) == 1;
    }

    /** A number of {@code count} bits, most significant first. */
    int number(int count) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            number = number << 1 | bit(EVEN);
        }
        return number;
    }

    /** A flag and, where it is set, a number with its sign behind it; else 0. */
    int optional(int count) {
        if (!flag()) {
            return 0;
        }
        int number = number(count);
        return flag() ? -number : number;
    }
}
