package dev.descry.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;

/**
 * ONNX Runtime's table of C functions, callable. Arguments are checked against each function's descriptor at the call (a
 * wrong one is a Java exception, not a crash), and a status that is not null becomes an {@link OrtException} here only.
 */
final class FunctionTable {
    /** The oldest API version that has every function not marked with a later one. */
    static final int OLDEST_API = 20;
    /** The newest API version whose header {@link Slot} was compared with. */
    static final int NEWEST_API = 29;

    private final int apiVersion;
    private final Map<Slot, MethodHandle> handles = new EnumMap<>(Slot.class);

    /**
     * @param table the {@code const OrtApi*}
     * @param apiVersion of that table
     */
    FunctionTable(MemorySegment table, int apiVersion) {
        this.apiVersion = apiVersion;
        for (Slot slot : Slot.values()) {
            if (slot.since() <= apiVersion) {
                handles.put(slot, link(table, slot));
            }
        }
    }

    private static MethodHandle link(MemorySegment table, Slot slot) {
        long end = (slot.index() + 1) * ADDRESS.byteSize();
        MemorySegment function = table.reinterpret(end).getAtIndex(ADDRESS, slot.index());
        MethodHandle exact = Linker.nativeLinker().downcallHandle(function, slot.descriptor());
        return exact.asSpreader(Object[].class, exact.type().parameterCount())
                .asType(MethodType.methodType(Object.class, Object[].class));
    }

    int apiVersion() {
        return apiVersion;
    }

    /** Calls a function that returns a status. */
    void call(Slot slot, Object... arguments) {
        MemorySegment status = (MemorySegment) invoke(slot, arguments);
        if (status.address() != 0) {
            throw failure(status);
        }
    }

    /** Calls a function that returns a status and writes a pointer through its last parameter; answers the pointer. */
    MemorySegment pointer(Slot slot, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            return callWithOut(arena, slot, arguments).get(ADDRESS, 0);
        }
    }

    /** As {@link #pointer} for a {@code size_t}. */
    long size(Slot slot, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            return callWithOut(arena, slot, arguments).get(JAVA_LONG, 0);
        }
    }

    /** As {@link #pointer} for an {@code int} or an enum. */
    int number(Slot slot, Object... arguments) {
        try (Arena arena = Arena.ofConfined()) {
            return callWithOut(arena, slot, arguments).get(JAVA_INT, 0);
        }
    }

    private MemorySegment callWithOut(Arena arena, Slot slot, Object... arguments) {
        MemorySegment out = arena.allocate(ADDRESS);
        Object[] all = Arrays.copyOf(arguments, arguments.length + 1);
        all[arguments.length] = out;
        call(slot, all);
        return out;
    }

    /** Calls a function of the shape {@code void f(T*)}. */
    void release(Slot slot, MemorySegment pointer) {
        invoke(slot, pointer);
    }

    private OrtException failure(MemorySegment status) {
        OrtException.Code code = OrtException.Code.of((int) invoke(Slot.GET_ERROR_CODE, status));
        String message = NativeText.read((MemorySegment) invoke(Slot.GET_ERROR_MESSAGE, status));
        release(Slot.RELEASE_STATUS, status);
        return new OrtException(code, "onnxruntime: " + message);
    }

    private Object invoke(Slot slot, Object... arguments) {
        MethodHandle handle = handles.get(slot);
        if (handle == null) {
            throw new OrtException("onnxruntime: expected API version " + slot.since() + " for " + slot + ", found "
                    + apiVersion + "; use newer natives");
        }
        try {
            return (Object) handle.invokeExact(arguments);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a C function cannot throw", e);
        }
    }
}
