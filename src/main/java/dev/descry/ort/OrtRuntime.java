package dev.descry.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * ONNX Runtime in this JVM: loaded at first use, with its telemetry off, and never unloaded. Safe for use by several threads.
 */
public final class OrtRuntime {
    /** System property: what ONNX Runtime itself writes to standard error, from {@code verbose} to {@code fatal}. */
    static final String LOG_PROPERTY = "descry.ort.log";

    private static final List<String> LOG_LEVELS = List.of("verbose", "info", "warning", "error", "fatal");
    private static final int DEVICE_ALLOCATOR = 0;
    private static final int DEFAULT_MEMORY = 0;

    private static @Nullable OrtRuntime loaded;

    private final NativeLibrary library;
    private final FunctionTable functions;
    private final MemorySegment environment;
    private final MemorySegment allocator;
    private final Map<Device, MemorySegment> memory = new ConcurrentHashMap<>();
    private boolean cudaRegistered;

    private OrtRuntime(NativeLibrary library) {
        this.library = library;
        this.functions = library.functions();
        try (Arena arena = Arena.ofConfined()) {
            this.environment = functions.pointer(Slot.CREATE_ENV, logLevel(), arena.allocateFrom("descry"));
        }
        this.allocator = functions.pointer(Slot.GET_ALLOCATOR_WITH_DEFAULT_OPTIONS);
    }

    /**
     * The runtime, loaded by the first call from {@code -Ddescry.ort.path}, {@code DESCRY_ORT_PATH} or the class path.
     *
     * @throws OrtException when there is no library, or none that fits; a later call tries again
     */
    public static synchronized OrtRuntime get() {
        if (loaded == null) {
            // ONNX Runtime reads this once, while it initialises; afterwards it is too late.
            EnvironmentVariable.set("ORT_DISABLE_TELEMETRY", "1");
            Path path = new NativeFiles(Platform.current(), System::getenv).library();
            loaded = new OrtRuntime(NativeLibrary.load(path));
        }
        return loaded;
    }

    /** By default {@code fatal}: every error arrives as an exception too. */
    private static int logLevel() {
        String level = System.getProperty(LOG_PROPERTY, "fatal");
        if (!LOG_LEVELS.contains(level)) {
            throw new IllegalArgumentException(LOG_PROPERTY + ": expected one of " + LOG_LEVELS + ", found " + level);
        }
        return LOG_LEVELS.indexOf(level);
    }

    /** For example {@code 1.29.0}. */
    public String version() {
        return library.version();
    }

    /** The C API version in use: that of the library, or the newest this binding knows. */
    public int apiVersion() {
        return functions.apiVersion();
    }

    /** The shared library in use. */
    public Path library() {
        return library.path();
    }

    /** The execution providers built into the library, for example {@code CPUExecutionProvider}; each may fail to load. */
    public List<String> providers() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment names = arena.allocate(ADDRESS);
            MemorySegment count = arena.allocate(JAVA_INT);
            functions.call(Slot.GET_AVAILABLE_PROVIDERS, names, count);
            int n = count.get(JAVA_INT, 0);
            MemorySegment array = names.get(ADDRESS, 0);
            List<String> providers = texts(array, n);
            functions.call(Slot.RELEASE_AVAILABLE_PROVIDERS, array, n);
            return providers;
        }
    }

    /** Texts behind an array of {@code const char*}; an empty text for a null pointer. */
    static List<String> texts(MemorySegment array, int count) {
        MemorySegment pointers = array.reinterpret(count * ADDRESS.byteSize());
        List<String> texts = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            MemorySegment text = pointers.getAtIndex(ADDRESS, i);
            texts.add(text.address() == 0 ? "" : NativeText.read(text));
        }
        return List.copyOf(texts);
    }

    FunctionTable functions() {
        return functions;
    }

    MemorySegment environment() {
        return environment;
    }

    /** The allocator of plain CPU memory, also the one that frees names handed out by ONNX Runtime. */
    MemorySegment allocator() {
        return allocator;
    }

    /** The {@code OrtMemoryInfo*} of a device's own memory. */
    MemorySegment memory(Device device) {
        return memory.computeIfAbsent(device, this::createMemory);
    }

    private MemorySegment createMemory(Device device) {
        String name = device.isHost() ? "Cpu" : "Cuda";
        try (Arena arena = Arena.ofConfined()) {
            return functions.pointer(
                    Slot.CREATE_MEMORY_INFO,
                    arena.allocateFrom(name),
                    DEVICE_ALLOCATOR,
                    device.index(),
                    DEFAULT_MEMORY);
        }
    }

    /** The device of an {@code OrtMemoryInfo*}. */
    Device device(MemorySegment memoryInfo) {
        String name = NativeText.read(functions.pointer(Slot.MEMORY_INFO_GET_NAME, memoryInfo));
        return name.equals("Cuda") ? Device.cuda(functions.number(Slot.MEMORY_INFO_GET_ID, memoryInfo)) : Device.CPU;
    }

    /** Copies one {@code OrtValue} into another of the same type and shape; at least one lies on a GPU. */
    void copy(MemorySegment from, MemorySegment to) {
        registerCuda();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sources = arena.allocateFrom(ADDRESS, from);
            MemorySegment targets = arena.allocateFrom(ADDRESS, to);
            functions.call(Slot.COPY_TENSORS, environment, sources, targets, MemorySegment.NULL, 1L);
        }
    }

    /** The environment copies only between devices whose provider library is registered with it by name. */
    private synchronized void registerCuda() {
        if (cudaRegistered) {
            return;
        }
        String name = Platform.current().providerNames().getLast();
        try (Arena arena = Arena.ofConfined()) {
            functions.call(
                    Slot.REGISTER_EXECUTION_PROVIDER_LIBRARY,
                    environment,
                    arena.allocateFrom("descry-cuda"),
                    NativeText.path(arena, library.path().resolveSibling(name)));
        }
        cudaRegistered = true;
    }
}
