package dev.descry.image.webp;

import dev.descry.image.format.Bytes;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bits of a lossless WebP stream, least significant first. Reading past the end is an {@link IllegalArgumentException}. */
final class Vp8lBits {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] data;
    private final long end;
    private long position;

    Vp8lBits(Bytes bytes) {
        data = Arrays.copyOfRange(bytes.array(), bytes.start(), bytes.end() + 2 * Long.BYTES);
        end = 8L * bytes.length();
    }

    /** The next bits, the first one lowest, without taking them; at least 57 are true. */
    long look() {
        return (long) LONG.get(data, (int) (position >>> 3)) >>> (position & 7);
    }

    void skip(int count) {
        position += count;
        if (position > end) {
            throw new IllegalArgumentException("WebP: expected more picture data, found its end");
        }
    }

    /** The next {@code count} bits, 0 to 32, as a number. */
    int read(int count) {
        int value = (int) (look() & (1L << count) - 1);
        skip(count);
        return value;
    }

    boolean flag() {
        return read(1) == 1;
    }
}
