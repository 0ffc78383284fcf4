package dev.descry.batch;

import dev.descry.dataset.DiskArray;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Texts by their number, on the disk. Guarded by its owner. */
final class Names {
    private final DiskArray starts = new DiskArray();
    private final DiskArray words = new DiskArray();

    void add(String name) {
        byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
        ByteBuffer padded =
                ByteBuffer.allocate((utf8.length + 7) / 8 * 8).put(utf8).rewind();
        starts.add(words.size());
        words.add(utf8.length);
        while (padded.hasRemaining()) {
            words.add(padded.getLong());
        }
    }

    String get(long number) {
        long at = starts.get(number);
        int length = (int) words.get(at);
        ByteBuffer padded = ByteBuffer.allocate((length + 7) / 8 * 8);
        while (padded.hasRemaining()) {
            padded.putLong(words.get(++at));
        }
        return new String(padded.array(), 0, length, StandardCharsets.UTF_8);
    }
}
