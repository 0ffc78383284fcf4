package dev.descry.store;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Bytes under keys. A key is one name or several joined by {@code /}; names are neither empty nor {@code .} nor
 * {@code ..} and hold no {@code \} and no control character. What is written is there whole or not at all, whenever the
 * writer dies. Every method blocks and is safe for use by several threads and processes; {@link AsyncStore} is for
 * callers that may not wait.
 *
 * <p>Every method throws {@link IllegalArgumentException} for a key that is none and
 * {@link java.io.UncheckedIOException} when the store cannot be reached, refuses or is full.
 */
public interface ObjectStore extends AutoCloseable {
    /** The bytes under this key; empty when there are none. */
    Optional<byte[]> get(String key);

    /**
     * The bytes from an offset on, at most {@code length} of them: fewer where the object ends, none behind its end;
     * empty when nothing is under the key.
     *
     * @param offset 0 or more
     * @param length 0 or more
     */
    Optional<byte[]> get(String key, long offset, int length);

    /** What the store knows about an object without reading it; empty when nothing is under the key. */
    Optional<ObjectStat> stat(String key);

    /**
     * Writes unless something is there.
     *
     * @return true for the one writer that wrote
     */
    boolean putIfAbsent(String key, byte[] bytes);

    /** Writes, over what was there. */
    void put(String key, byte[] bytes);

    /**
     * The keys that begin with the prefix, in order; the empty prefix stands for all. They are read while the stream is:
     * never more than the names of the folders on the way to the newest key are held.
     */
    Stream<String> list(String prefix);

    /** Removes what is under the key; true when something was. */
    boolean delete(String key);

    /**
     * An address from which anybody may read the object for a while, without credentials and whether or not the object is
     * there; empty where the store has no such thing.
     *
     * @param valid how long, at least a second
     */
    Optional<URI> presign(String key, Duration valid);

    /** Gives back what the store holds outside the heap; nothing for most. */
    @Override
    default void close() {}
}
