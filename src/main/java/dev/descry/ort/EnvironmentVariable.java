package dev.descry.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/** The environment of this process as native code sees it; {@code System.getenv} shows the one it was started with. */
final class EnvironmentVariable {
    private EnvironmentVariable() {}

    static void set(String name, String value) {
        MethodHandle set = Platform.current().windows() ? putenv() : setenv();
        try (Arena arena = Arena.ofConfined()) {
            int failed = (int) set.invokeExact(arena.allocateFrom(name), arena.allocateFrom(value));
            if (failed != 0) {
                throw new OrtException("environment: expected to set " + name + ", found error " + failed);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a C function cannot throw", e);
        }
    }

    private static MethodHandle setenv() {
        FunctionDescriptor descriptor = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT);
        int overwrite = 1;
        return MethodHandles.insertArguments(
                find(Linker.nativeLinker().defaultLookup(), "setenv", descriptor), 2, overwrite);
    }

    private static MethodHandle putenv() {
        SymbolLookup windows = SymbolLookup.libraryLookup("ucrtbase", Arena.global());
        return find(windows, "_putenv_s", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
    }

    private static MethodHandle find(SymbolLookup lookup, String name, FunctionDescriptor descriptor) {
        MemorySegment function = lookup.find(name)
                .orElseThrow(() -> new OrtException("C library: expected the function " + name + ", found none"));
        return Linker.nativeLinker().downcallHandle(function, descriptor);
    }
}
