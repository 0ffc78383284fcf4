package dev.descry.store;

import java.util.List;
import java.util.Optional;

/**
 * Bytes under keys. A key is one name or several joined by {@code /}; names are neither empty nor {@code .} nor
 * {@code ..} and hold no {@code \} and no control character. What is written is there whole or not at all, whenever the
 * writer dies. Every method blocks and is safe for use by several threads and processes.
 *
 * <p>Every method throws {@link IllegalArgumentException} for a key that is none and
 * {@link java.io.UncheckedIOException} when the store cannot be reached or is full.
 */
public interface ObjectStore {
    /** The bytes under this key; empty when there are none. */
    Optional<byte[]> get(String key);

    /**
     * Writes unless something is there.
     *
     * @return true for the one writer that wrote
     */
    boolean putIfAbsent(String key, byte[] bytes);

    /** Writes, over what was there. */
    void put(String key, byte[] bytes);

    /** The keys that begin with the prefix, sorted; the empty prefix stands for all. */
    List<String> list(String prefix);

    /** Removes what is under the key; true when something was. */
    boolean delete(String key);
}
