package dev.descry.dataset;

import java.util.OptionalLong;

/**
 * Pairs of numbers by a digest, on the disk: open addressing, at most half full. Zero is a digest like any other. For one
 * thread, or guarded by its owner.
 */
public final class LongTable {
    private static final int FIRST = 1 << 12;
    private static final int WIDTH = 3;

    private long slots = FIRST;
    private long size;
    private DiskArray cells = new DiskArray(FIRST * (long) WIDTH);

    /** How many digests it has. */
    public long size() {
        return size;
    }

    /** The first number of a digest; empty when it is not there. */
    public OptionalLong first(long digest) {
        long slot = slot(cells, slots, filled(digest));
        return cells.get(slot * WIDTH) == 0 ? OptionalLong.empty() : OptionalLong.of(cells.get(slot * WIDTH + 1));
    }

    /** The second number of a digest that is there. */
    public long second(long digest) {
        return cells.get(slot(cells, slots, filled(digest)) * WIDTH + 2);
    }

    /**
     * Puts a pair under a digest, over what was there.
     *
     * @return true when something was
     */
    public boolean put(long digest, long first, long second) {
        if (2 * size >= slots) {
            grow();
        }
        boolean there = write(cells, slots, filled(digest), first, second);
        if (!there) {
            size++;
        }
        return there;
    }

    private void grow() {
        long more = 2 * slots;
        DiskArray larger = new DiskArray(more * WIDTH);
        for (long slot = 0; slot < slots; slot++) {
            long digest = cells.get(slot * WIDTH);
            if (digest != 0) {
                write(larger, more, digest, cells.get(slot * WIDTH + 1), cells.get(slot * WIDTH + 2));
            }
        }
        cells = larger;
        slots = more;
    }

    private static boolean write(DiskArray cells, long slots, long digest, long first, long second) {
        long slot = slot(cells, slots, digest);
        boolean there = cells.get(slot * WIDTH) != 0;
        cells.set(slot * WIDTH, digest);
        cells.set(slot * WIDTH + 1, first);
        cells.set(slot * WIDTH + 2, second);
        return there;
    }

    /** Where the digest is, or would be. */
    private static long slot(DiskArray cells, long slots, long digest) {
        long slot = (digest ^ (digest >>> 32)) & (slots - 1);
        while (cells.get(slot * WIDTH) != 0 && cells.get(slot * WIDTH) != digest) {
            slot = (slot + 1) & (slots - 1);
        }
        return slot;
    }

    /** An empty slot holds 0, so the digest 0 becomes another that nobody is likely to meet. */
    private static long filled(long digest) {
        return digest == 0 ? 0x9E3779B97F4A7C15L : digest;
    }
}
