package dev.descry.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** An object store in memory that can be told to be full. */
public final class FakeObjectStore implements ObjectStore {
    private final ConcurrentSkipListMap<String, byte[]> objects = new ConcurrentSkipListMap<>();
    private volatile boolean full;

    /** From now on nothing can be written, or again. */
    public void setFull(boolean full) {
        this.full = full;
    }

    @Override
    public Optional<byte[]> get(String key) {
        return Optional.ofNullable(objects.get(Keys.check(key))).map(byte[]::clone);
    }

    @Override
    public boolean putIfAbsent(String key, byte[] bytes) {
        refuseWhenFull();
        return objects.putIfAbsent(Keys.check(key), bytes.clone()) == null;
    }

    @Override
    public void put(String key, byte[] bytes) {
        refuseWhenFull();
        objects.put(Keys.check(key), bytes.clone());
    }

    @Override
    public Optional<byte[]> get(String key, long offset, int length) {
        long from = Keys.checkRange(offset, length);
        return get(key).map(bytes -> {
            int begin = Math.clamp(from, 0, bytes.length);
            return Arrays.copyOfRange(bytes, begin, Math.clamp((long) begin + length, begin, bytes.length));
        });
    }

    @Override
    public Optional<ObjectStat> stat(String key) {
        return get(key).map(bytes -> new ObjectStat(
                bytes.length,
                Optional.empty(),
                Optional.of(Integer.toHexString(Arrays.hashCode(bytes))),
                Optional.empty(),
                Optional.empty()));
    }

    @Override
    public Stream<String> list(String prefix) {
        return objects.tailMap(Keys.checkPrefix(prefix)).keySet().stream().filter(key -> key.startsWith(prefix));
    }

    @Override
    public Optional<URI> presign(String key, Duration valid) {
        Keys.check(key);
        return Optional.empty();
    }

    @Override
    public boolean delete(String key) {
        return objects.remove(Keys.check(key)) != null;
    }

    private void refuseWhenFull() {
        if (full) {
            throw new UncheckedIOException("store: expected to write, found no space left", new IOException("full"));
        }
    }
}
