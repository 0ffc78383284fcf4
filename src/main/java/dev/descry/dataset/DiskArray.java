package dev.descry.dataset;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Numbers in a file that nobody else sees: as many as the disk holds, with next to none of the heap. The file goes with the
 * object or the process. For one thread, or guarded by its owner.
 */
public final class DiskArray {
    private static final long FIRST = 1 << 13;

    private final Path file;
    private MemorySegment numbers;
    private long size;

    /** An empty one. */
    public DiskArray() {
        try {
            file = Files.createTempFile("descry", ".numbers");
            file.toFile().deleteOnExit();
            numbers = map(FIRST);
        } catch (IOException e) {
            throw fault(e);
        }
    }

    /** All zero. */
    DiskArray(long size) {
        this();
        extend(size);
        this.size = size;
    }

    public long size() {
        return size;
    }

    public long get(long index) {
        return numbers.getAtIndex(ValueLayout.JAVA_LONG, index);
    }

    public void set(long index, long number) {
        numbers.setAtIndex(ValueLayout.JAVA_LONG, index, number);
    }

    /** Adds a number at the end. */
    public void add(long number) {
        extend(size + 1);
        set(size++, number);
    }

    private void extend(long wanted) {
        long room = numbers.byteSize() / Long.BYTES;
        if (wanted > room) {
            try {
                numbers = map(Math.max(wanted, 2 * room));
            } catch (IOException e) {
                throw fault(e);
            }
        }
    }

    /** The older, shorter mapping of the same file is given back when it is collected. */
    private MemorySegment map(long room) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            return channel.map(FileChannel.MapMode.READ_WRITE, 0, room * Long.BYTES, Arena.ofAuto());
        }
    }

    private static UncheckedIOException fault(IOException e) {
        return new UncheckedIOException(
                "temporary folder: expected room for a list of images, found %s; free some or set java.io.tmpdir"
                        .formatted(Faults.reason(e)),
                e);
    }
}
