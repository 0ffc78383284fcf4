package dev.descry.store;

import java.time.Instant;
import java.util.Optional;

/**
 * What a store knows about an object.
 *
 * @param size bytes
 * @param mediaType as the writer declared it, not as the bytes are
 * @param tag the store's entity tag: another tag, other bytes
 * @param version where the store keeps versions
 * @param modified when it was written
 */
public record ObjectStat(
        long size,
        Optional<String> mediaType,
        Optional<String> tag,
        Optional<String> version,
        Optional<Instant> modified) {
    public ObjectStat {
        if (size < 0) {
            throw new IllegalArgumentException("size: expected 0 or more bytes, found " + size);
        }
    }
}
