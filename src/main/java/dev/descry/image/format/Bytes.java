package dev.descry.image.format;

import java.util.Arrays;

/** Numbers in a stretch of a file. Reading past its end is an {@link IndexOutOfBoundsException}. */
public record Bytes(byte[] array, int start, int end) {
    public Bytes {
        if (start < 0 || end < start || end > array.length) {
            throw new IndexOutOfBoundsException("file: expected %d bytes, found %d".formatted(end, array.length));
        }
    }

    public static Bytes of(byte[] array) {
        return new Bytes(array, 0, array.length);
    }

    public int length() {
        return end - start;
    }

    public Bytes slice(int offset, int length) {
        if (offset < 0 || length < 0 || length > length() - offset) {
            throw new IndexOutOfBoundsException(
                    "file: expected %d bytes at %d, found %d".formatted(length, offset, length()));
        }
        return new Bytes(array, start + offset, start + offset + length);
    }

    public Bytes from(int offset) {
        return slice(offset, length() - offset);
    }

    /** Unsigned 8 bits. */
    public int u8(int offset) {
        if (offset < 0 || offset >= length()) {
            throw new IndexOutOfBoundsException(
                    "file: expected a byte at %d, found %d bytes".formatted(offset, length()));
        }
        return array[start + offset] & 0xFF;
    }

    /** Unsigned 16 bits, most significant byte first. */
    public int u16be(int offset) {
        return u8(offset) << 8 | u8(offset + 1);
    }

    /** Unsigned 16 bits, least significant byte first. */
    public int u16le(int offset) {
        return u8(offset) | u8(offset + 1) << 8;
    }

    /** Signed 32 bits, most significant byte first. */
    public int i32be(int offset) {
        return u16be(offset) << 16 | u16be(offset + 2);
    }

    /** Signed 32 bits, least significant byte first. */
    public int i32le(int offset) {
        return u16le(offset) | u16le(offset + 2) << 16;
    }

    /** Whether the ASCII text stands at the offset. */
    public boolean has(int offset, String text) {
        if (text.length() > length() - offset) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (u8(offset + i) != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    public byte[] copy() {
        return Arrays.copyOfRange(array, start, end);
    }
}
