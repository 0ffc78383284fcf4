package dev.descry.model.weights;

import dev.descry.model.ModelException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * The ZIP archive that {@code torch.save} writes, mapped: entries are stored as they are, so each is a view of the file.
 * (The JDK reads archives, but does not say where in the file an entry lies.) Forms and numbers: PKWARE's APPNOTE 6.3.10.
 */
final class TorchArchive implements AutoCloseable {
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private static final int END = 0x06054b50;
    private static final int END_64 = 0x06064b50;
    private static final int LOCATOR_64 = 0x07064b50;
    private static final int ENTRY = 0x02014b50;
    private static final int LOCAL = 0x04034b50;
    private static final int END_LENGTH = 22;
    private static final int LOCATOR_LENGTH = 20;
    private static final int LONGEST_COMMENT = 0xFFFF;
    private static final int EXTRA_64 = 1;
    private static final long IN_EXTRA = 0xFFFFFFFFL;

    private final Path file;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment all;
    private final Map<String, MemorySegment> entries = new HashMap<>();

    private TorchArchive(Path file, FileChannel channel) throws IOException {
        this.file = file;
        this.all = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    }

    /**
     * Maps an archive and finds its entries.
     *
     * @throws ModelException when it is missing, cut or no such archive
     */
    static TorchArchive open(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            TorchArchive archive = new TorchArchive(file, channel);
            try {
                archive.readDirectory();
                return archive;
            } catch (IndexOutOfBoundsException e) {
                archive.close();
                throw archive.refused("a whole archive", "a cut one (" + e.getMessage() + "); fetch the file again");
            } catch (ModelException e) {
                archive.close();
                throw e;
            }
        } catch (NoSuchFileException e) {
            throw new ModelException("%s: expected a file of torch.save, found none".formatted(file), e);
        } catch (IOException e) {
            throw new ModelException("%s: expected a readable file, found %s".formatted(file, e), e);
        }
    }

    /** Every entry by its path below the archive's top folder, for example {@code data.pkl}. */
    Map<String, MemorySegment> entries() {
        return entries;
    }

    private void readDirectory() {
        if (all.byteSize() < END_LENGTH || all.get(INT, 0) != LOCAL) {
            throw refused("a ZIP archive as torch.save writes since version 1.6", "other bytes; save it again");
        }
        long end = end();
        long count = Short.toUnsignedLong(all.get(SHORT, end + 10));
        long at = Integer.toUnsignedLong(all.get(INT, end + 16));
        if (end >= LOCATOR_LENGTH && all.get(INT, end - LOCATOR_LENGTH) == LOCATOR_64) {
            long end64 = all.get(LONG, end - LOCATOR_LENGTH + 8);
            if (all.get(INT, end64) != END_64) {
                throw refused("a directory of 64 bits", "none; fetch the file again");
            }
            count = all.get(LONG, end64 + 32);
            at = all.get(LONG, end64 + 48);
        }
        for (long i = 0; i < count; i++) {
            at = entry(at);
        }
    }

    private long end() {
        long lowest = Math.max(0, all.byteSize() - END_LENGTH - LONGEST_COMMENT);
        for (long at = all.byteSize() - END_LENGTH; at >= lowest; at--) {
            if (all.get(INT, at) == END) {
                return at;
            }
        }
        throw refused("a directory at the end", "none; fetch the file again");
    }

    // One entry of the directory; gives the place of the next.
    private long entry(long at) {
        if (all.get(INT, at) != ENTRY) {
            throw refused("an entry of the directory", "other bytes; fetch the file again");
        }
        int nameLength = Short.toUnsignedInt(all.get(SHORT, at + 28));
        int extraLength = Short.toUnsignedInt(all.get(SHORT, at + 30));
        int commentLength = Short.toUnsignedInt(all.get(SHORT, at + 32));
        String path =
                new String(all.asSlice(at + 46, nameLength).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
        long[] sizes = {
            Integer.toUnsignedLong(all.get(INT, at + 24)),
            Integer.toUnsignedLong(all.get(INT, at + 20)),
            Integer.toUnsignedLong(all.get(INT, at + 42))
        };
        widen(sizes, at + 46 + nameLength, extraLength);
        if (all.get(SHORT, at + 10) != 0 || sizes[0] != sizes[1]) {
            throw refused("entries stored as they are", path + " compressed; save it again with torch.save");
        }
        entries.put(path.substring(path.indexOf('/') + 1), content(sizes[2], sizes[0]));
        return at + 46 + nameLength + extraLength + commentLength;
    }

    // Length, stored length and place, those that do not fit 32 bits from the extra field.
    private void widen(long[] sizes, long extra, int length) {
        long at = extra;
        while (at + 4 <= extra + length) {
            int size = Short.toUnsignedInt(all.get(SHORT, at + 2));
            if (all.get(SHORT, at) == EXTRA_64) {
                long value = at + 4;
                for (int i = 0; i < sizes.length; i++) {
                    if (sizes[i] == IN_EXTRA) {
                        sizes[i] = all.get(LONG, value);
                        value += Long.BYTES;
                    }
                }
            }
            at += 4 + size;
        }
    }

    private MemorySegment content(long local, long length) {
        if (all.get(INT, local) != LOCAL) {
            throw refused("an entry where the directory says", "other bytes; fetch the file again");
        }
        int nameLength = Short.toUnsignedInt(all.get(SHORT, local + 26));
        int extraLength = Short.toUnsignedInt(all.get(SHORT, local + 28));
        return all.asSlice(local + 30 + nameLength + extraLength, length);
    }

    private ModelException refused(String expected, String found) {
        return new ModelException("%s: expected %s, found %s".formatted(file, expected, found));
    }

    @Override
    public void close() {
        if (arena.scope().isAlive()) {
            arena.close();
        }
    }
}
