package dev.descry.ort;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A pointer to a native object and the count of its users: it is freed once closed and no longer used by anyone, so that a
 * close in one thread never takes it away from a run in another. Safe for use by several threads.
 */
final class NativeObject implements AutoCloseable {
    private final String what;
    private final MemorySegment pointer;
    private final Runnable free;
    private final AtomicInteger users = new AtomicInteger(1);
    private final AtomicBoolean closed = new AtomicBoolean();

    NativeObject(String what, MemorySegment pointer, Runnable free) {
        this.what = what;
        this.pointer = pointer;
        this.free = free;
    }

    /** The pointer for a caller who is its only user, or has retained it. */
    MemorySegment pointer() {
        requireOpen();
        return pointer;
    }

    void requireOpen() {
        if (closed.get()) {
            throw closedAlready();
        }
    }

    /** Keeps the object until the matching {@link #release()}, even when it is closed meanwhile. */
    MemorySegment retain() {
        if (!tryRetain()) {
            throw closedAlready();
        }
        return pointer;
    }

    /** As {@link #retain()}; false when closed. */
    boolean tryRetain() {
        int seen = users.get();
        while (seen > 0 && !closed.get()) {
            if (users.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = users.get();
        }
        return false;
    }

    /** One use of the object, for a block of code. */
    record Use(MemorySegment pointer, Runnable end) implements AutoCloseable {
        @Override
        public void close() {
            end.run();
        }
    }

    /** As {@link #retain()}, until the use is closed. */
    Use use() {
        return new Use(retain(), this::release);
    }

    /** The pointer for a caller who has retained it. */
    MemorySegment retained() {
        return pointer;
    }

    void release() {
        if (users.decrementAndGet() == 0) {
            free.run();
        }
    }

    /** Refuses new users; frees the object when the last user is gone. Harmless when closed before. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            release();
        }
    }

    private IllegalStateException closedAlready() {
        return new IllegalStateException(what + ": expected open, found closed");
    }
}
