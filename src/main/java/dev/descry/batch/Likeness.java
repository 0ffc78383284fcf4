package dev.descry.batch;

import dev.descry.dataset.DiskArray;
import dev.descry.dataset.LongTable;
import dev.descry.image.Fingerprint;
import dev.descry.image.Image;
import dev.descry.image.ImageId;
import java.util.Optional;

/**
 * The images of a batch so far: finds those of the same bytes, and those that look like an earlier one. Two fingerprints that
 * differ in 4 bits or fewer agree in at least one of 5 parts, so only images that share a part are compared. Everything lies on
 * the disk. Safe for use by several threads.
 */
final class Likeness {
    private static final int PARTS = Fingerprint.ALIKE + 1;
    private static final int PART_BITS = 13;

    private final LongTable identities = new LongTable();
    /** By part and its bits: the newest image with them, counted from 1. */
    private final LongTable newest = new LongTable();
    /** For each image: its fingerprint, and for each part the image before it with the same bits. */
    private final DiskArray images = new DiskArray();

    private final Names names = new Names();
    private long count;

    /** True when an earlier image had these bytes. */
    synchronized boolean identical(Image image) {
        return identities.put(digest(image.id()), 0, 0);
    }

    /** An earlier image that looks like this one; else this one is remembered. */
    synchronized Optional<String> alike(String name, Fingerprint fingerprint) {
        long[] before = new long[PARTS];
        for (int part = 0; part < PARTS; part++) {
            before[part] = newest.first(key(part, fingerprint)).orElse(0);
            for (long image = before[part]; image != 0; image = images.get(cell(image) + 1 + part)) {
                Fingerprint other = new Fingerprint(images.get(cell(image)));
                if (other.distance(fingerprint) <= Fingerprint.ALIKE) {
                    return Optional.of(names.get(image - 1));
                }
            }
        }
        names.add(name);
        count++;
        images.add(fingerprint.bits());
        for (int part = 0; part < PARTS; part++) {
            images.add(before[part]);
            newest.put(key(part, fingerprint), count, 0);
        }
        return Optional.empty();
    }

    private static long cell(long image) {
        return (image - 1) * (1 + PARTS);
    }

    private static long key(int part, Fingerprint fingerprint) {
        long bits = (fingerprint.bits() >>> (part * PART_BITS)) & ((1L << PART_BITS) - 1);
        return 1 + (((long) part << PART_BITS) | bits);
    }

    private static long digest(ImageId id) {
        return Long.parseUnsignedLong(id.hex().substring(0, 16), 16);
    }
}
