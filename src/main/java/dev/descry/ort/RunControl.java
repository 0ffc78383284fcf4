package dev.descry.ort;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Ends runs early from another thread. May serve one run after another; safe for use by several threads. */
public final class RunControl implements AutoCloseable {
    private final FunctionTable functions;
    private final NativeObject object;
    private volatile boolean terminated;

    public RunControl() {
        this.functions = OrtRuntime.get().functions();
        MemorySegment options = functions.pointer(Slot.CREATE_RUN_OPTIONS);
        this.object =
                new NativeObject("run control", options, () -> functions.release(Slot.RELEASE_RUN_OPTIONS, options));
    }

    /**
     * Asks the runs under this control, and all later ones, to stop: they end with {@link OrtTerminatedException} when the
     * operator at work is done. Harmless when nothing runs or this is closed.
     */
    public void terminate() {
        terminated = true;
        if (object.tryRetain()) {
            try {
                functions.call(Slot.RUN_OPTIONS_SET_TERMINATE, object.retained());
            } finally {
                object.release();
            }
        }
    }

    /** Allows runs again after {@link #terminate()}. */
    public void allow() {
        terminated = false;
        functions.call(Slot.RUN_OPTIONS_UNSET_TERMINATE, object.pointer());
    }

    /** Sets a run configuration entry, for example {@code gpu_graph_id}. */
    public RunControl with(String key, String value) {
        try (Arena arena = Arena.ofConfined()) {
            functions.call(
                    Slot.ADD_RUN_CONFIG_ENTRY, object.pointer(), arena.allocateFrom(key), arena.allocateFrom(value));
        }
        return this;
    }

    /** Whether {@link #terminate()} was called and not taken back. */
    public boolean terminated() {
        return terminated;
    }

    NativeObject object() {
        return object;
    }

    @Override
    public void close() {
        object.close();
    }
}
