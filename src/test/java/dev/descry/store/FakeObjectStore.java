package dev.descry.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

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
    public List<String> list(String prefix) {
        return objects.keySet().stream().filter(key -> key.startsWith(prefix)).toList();
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
