package dev.descry.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** {@link SessionSettings} as the {@code OrtSessionOptions} that one call of CreateSession takes. */
final class SessionOptions implements AutoCloseable {
    private final FunctionTable functions;
    private final MemorySegment options;
    private final Arena arena = Arena.ofConfined();

    SessionOptions(FunctionTable functions, SessionSettings settings) {
        this.functions = functions;
        this.options = functions.pointer(Slot.CREATE_SESSION_OPTIONS);
        try {
            apply(settings);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    MemorySegment pointer() {
        return options;
    }

    private void apply(SessionSettings settings) {
        functions.call(Slot.SET_INTRA_OP_NUM_THREADS, options, settings.threads());
        functions.call(Slot.SET_INTER_OP_NUM_THREADS, options, 1);
        config("session.intra_op.allow_spinning", settings.spinning() ? "1" : "0");
        settings.config().forEach(this::config);
        if (settings.device().kind() == Device.Kind.CUDA) {
            appendCuda(settings);
        }
    }

    private void config(String key, String value) {
        functions.call(Slot.ADD_SESSION_CONFIG_ENTRY, options, arena.allocateFrom(key), arena.allocateFrom(value));
    }

    private void appendCuda(SessionSettings settings) {
        Map<String, String> entries = new HashMap<>(settings.deviceOptions());
        entries.put("device_id", Integer.toString(settings.device().index()));
        MemorySegment cuda = functions.pointer(Slot.CREATE_CUDA_OPTIONS);
        try {
            functions.call(Slot.UPDATE_CUDA_OPTIONS, cuda, texts(entries.keySet()), texts(entries.values()), (long)
                    entries.size());
            functions.call(Slot.APPEND_CUDA, options, cuda);
        } finally {
            functions.release(Slot.RELEASE_CUDA_OPTIONS, cuda);
        }
    }

    private MemorySegment texts(Collection<String> texts) {
        MemorySegment array = arena.allocate(ADDRESS, texts.size());
        int i = 0;
        for (String text : texts) {
            array.setAtIndex(ADDRESS, i++, arena.allocateFrom(text));
        }
        return array;
    }

    @Override
    public void close() {
        functions.release(Slot.RELEASE_SESSION_OPTIONS, options);
        arena.close();
    }
}
