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
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * ONNX Runtime's shared library, loaded and found to be of a version that this binding knows.
 *
 * @param path of the file
 * @param version for example {@code 1.29.0}
 * @param functions its C API
 */
record NativeLibrary(Path path, String version, FunctionTable functions) {
    private static final Pattern VERSION = Pattern.compile("1\\.(\\d{1,4})\\..*");

    /** Loads the library for the life of this JVM. */
    static NativeLibrary load(Path path) {
        SymbolLookup symbols = lookup(path);
        MemorySegment getBase = symbols.find("OrtGetApiBase")
                .orElseThrow(() -> new OrtException("onnxruntime library: expected the function OrtGetApiBase in "
                        + path + ", found none; this is another library"));
        MemorySegment base =
                address(link(getBase, FunctionDescriptor.of(ADDRESS))).reinterpret(2 * ADDRESS.byteSize());
        // struct OrtApiBase { const OrtApi* (*GetApi)(uint32_t version); const char* (*GetVersionString)(void); }
        String version = NativeText.read(address(link(base.getAtIndex(ADDRESS, 1), FunctionDescriptor.of(ADDRESS))));
        int api = apiVersion(version, path);
        MethodHandle getApi = link(base.getAtIndex(ADDRESS, 0), FunctionDescriptor.of(ADDRESS, JAVA_INT));
        MemorySegment table = address(MethodHandles.insertArguments(getApi, 0, api));
        if (table.address() == 0) {
            throw new OrtException("onnxruntime library: expected API version " + api + " in " + path + ", found none");
        }
        return new NativeLibrary(path, version, new FunctionTable(table, api));
    }

    /**
     * The newest API version that both sides know: release 1.N brings API version N and keeps all earlier ones.
     *
     * @throws OrtException when the library is too old or the text is not a version
     */
    static int apiVersion(String version, Path path) {
        Matcher matcher = VERSION.matcher(version);
        int release = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
        if (release < FunctionTable.OLDEST_API) {
            throw new OrtException("onnxruntime library: expected version 1." + FunctionTable.OLDEST_API
                    + ".0 or later, found " + version + " in " + path + "; use newer natives");
        }
        return Math.min(release, FunctionTable.NEWEST_API);
    }

    private static SymbolLookup lookup(Path path) {
        try {
            return SymbolLookup.libraryLookup(path.toAbsolutePath(), Arena.global());
        } catch (IllegalArgumentException e) {
            throw new OrtException(
                    "onnxruntime library: expected a shared library for "
                            + Platform.current().folder() + ", found " + path + " (" + e.getMessage() + ")",
                    e);
        }
    }

    private static MethodHandle link(MemorySegment function, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(function, descriptor);
    }

    private static MemorySegment address(MethodHandle function) {
        try {
            return (MemorySegment) function.invoke();
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("a C function cannot throw", e);
        }
    }
}
