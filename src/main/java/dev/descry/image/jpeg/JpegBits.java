package dev.descry.image.jpeg;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * The entropy-coded bits of one scan. Stuffed bytes and restart markers are taken out beforehand, so that a look at the
 * next bits is one unaligned load. Past the end of an interval zeros and then other intervals' bits are read; callers
 * ask {@link #exhausted} after every MCU.
 */
final class JpegBits {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** More bytes than any one MCU can take. */
    static final int PADDING = 4096;

    private final byte[] data;
    /** Where intervals end, in bytes. */
    private int[] ends = new int[16];

    private int intervals;
    private int next;
    private boolean cut = true;
    private int interval;
    private long position;

    /**
     * Collects the data from {@code start} to the next marker that is no restart.
     *
     * @param buffer at least as long as the file and {@link #PADDING}; used until the scan is read
     */
    JpegBits(byte[] file, int start, byte[] buffer) {
        data = buffer;
        int size = 0;
        int at = start;
        while (at < file.length) {
            byte value = file[at++];
            if (value != -1) {
                data[size++] = value;
                continue;
            }
            int marker = at < file.length ? file[at] & 0xFF : 0xFF;
            if (marker == 0) {
                data[size++] = value;
                at++;
            } else if (marker >= 0xD0 && marker <= 0xD7) {
                end(size);
                at++;
            } else if (marker != 0xFF) {
                cut = false;
                at--;
                break;
            }
        }
        end(size);
        next = at;
        Arrays.fill(data, size, size + PADDING, (byte) 0);
    }

    private void end(int size) {
        if (intervals == ends.length) {
            ends = Arrays.copyOf(ends, 2 * intervals);
        }
        ends[intervals++] = size;
    }

    /** Offset in the file of the marker that ends the scan. */
    int next() {
        return next;
    }

    /** Whether the file ends before any such marker. */
    boolean cut() {
        return cut;
    }

    /** Whether more bits were taken than the interval has. */
    boolean exhausted() {
        return position > 8L * ends[interval];
    }

    /** Whether the bits that are missing lie beyond the end of the file. */
    boolean beyondFile() {
        return cut && interval == intervals - 1 && exhausted();
    }

    /** Goes to the next interval; with none left, everything is exhausted. */
    void restart() {
        if (interval + 1 < intervals) {
            position = 8L * ends[interval++];
        } else {
            position = 8L * ends[interval] + 1;
        }
    }

    /** The next bits, left-aligned; at least 57 of them are true. */
    private long window(long at) {
        return (long) LONG.get(data, (int) (at >>> 3)) << (at & 7);
    }

    int bit() {
        return (int) (window(position++) >>> 63);
    }

    /** The next {@code count} bits, 0 to 16, as an unsigned number. */
    int bits(int count) {
        int value = (int) (window(position) >>> 32 >>> (32 - count));
        position += count;
        return value;
    }

    int symbol(JpegHuffman table) {
        int entry = table.code(window(position));
        position += entry & 0xFF;
        return entry >> 8;
    }

    /** A signed value of {@code size} bits, 0 to 16. */
    int signed(int size) {
        return size == 0 ? 0 : JpegHuffman.extend(bits(size), size);
    }

    /** Reads the 63 alternating-current coefficients of a sequential block into {@code out}, natural order. */
    void alternating(JpegHuffman table, short[] out, int start) {
        long at = position;
        for (int k = 1; k < JpegComponent.BLOCK_AREA; k++) {
            long window = window(at);
            int whole = table.whole(window);
            if (whole != 0) {
                k += whole >> 8 & 15;
                out[start + JpegOrder.NATURAL[k]] = (short) (whole >> 16);
                at += whole & 0xFF;
                continue;
            }
            int entry = table.code(window);
            int length = entry & 0xFF;
            int size = entry >> 8 & 15;
            at += length + size;
            k += entry >> 12;
            if (size != 0) {
                int bits = (int) (window << length >>> (Long.SIZE - size));
                out[start + JpegOrder.NATURAL[k]] = (short) JpegHuffman.extend(bits, size);
            } else if (entry >> 12 != 15) {
                break;
            }
        }
        position = at;
    }
}
