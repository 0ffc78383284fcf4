package dev.descry.intake;

import dev.descry.event.upload.UploadNotice;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The newest notice of each key seen of late, so that one which arrives after a newer one asks for nothing. Forgetting is
 * harmless: then an old notice starts a run on the image as it is now.
 */
final class Newest {
    private static final int MOST = 10_000;

    private final ReentrantLock turn = new ReentrantLock();
    private final Map<Place, UploadNotice> seen = new LinkedHashMap<>(16, 0.75f, true);

    private record Place(String store, String bucket, String key) {
        static Place of(UploadNotice notice) {
            return new Place(notice.store(), notice.bucket(), notice.key());
        }
    }

    /** True when a newer notice of the same key was taken. */
    boolean overtook(UploadNotice notice) {
        turn.lock();
        try {
            UploadNotice newest = seen.get(Place.of(notice));
            return newest != null && newest.newerThan(notice);
        } finally {
            turn.unlock();
        }
    }

    /** Remembers a notice that was taken. */
    void took(UploadNotice notice) {
        turn.lock();
        try {
            seen.merge(Place.of(notice), notice, (old, now) -> old.newerThan(now) ? old : now);
            if (seen.size() > MOST) {
                seen.remove(seen.keySet().iterator().next());
            }
        } finally {
            turn.unlock();
        }
    }
}
