package dev.descry.ort;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An opened graph. Safe for runs by several threads at once, each with a binding of its own; closing it lets runs under way
 * finish.
 */
public final class OrtSession implements AutoCloseable {
    private final OrtRuntime runtime;
    private final NativeObject object;
    private final Device device;
    private final List<TensorSignature> inputs;
    private final List<TensorSignature> outputs;
    private final Map<String, MemorySegment> inputNames;
    private final Map<String, MemorySegment> outputNames;

    private OrtSession(OrtRuntime runtime, MemorySegment session, Device device) {
        this.runtime = runtime;
        this.device = device;
        FunctionTable functions = runtime.functions();
        this.object = new NativeObject("session", session, () -> functions.release(Slot.RELEASE_SESSION, session));
        try {
            Signatures signatures = new Signatures(runtime, session);
            this.inputs = signatures.inputs();
            this.outputs = signatures.outputs();
        } catch (RuntimeException e) {
            object.close();
            throw e;
        }
        this.inputNames = names(inputs);
        this.outputNames = names(outputs);
    }

    /**
     * Opens the graph in that file; external weights must lie in the same folder or below.
     *
     * @throws OrtException when the file is missing or damaged, an operator is unknown, or the device does not work
     */
    public static OrtSession open(Path model, SessionSettings settings) {
        OrtRuntime runtime = OrtRuntime.get();
        FunctionTable functions = runtime.functions();
        try (Arena arena = Arena.ofConfined();
                SessionOptions options = new SessionOptions(functions, settings)) {
            MemorySegment path = NativeText.path(arena, model);
            MemorySegment session =
                    functions.pointer(Slot.CREATE_SESSION, runtime.environment(), path, options.pointer());
            return new OrtSession(runtime, session, settings.device());
        }
    }

    /** Opens a graph from the bytes of its file; it cannot have external weights. */
    public static OrtSession open(byte[] model, SessionSettings settings) {
        OrtRuntime runtime = OrtRuntime.get();
        FunctionTable functions = runtime.functions();
        try (Arena arena = Arena.ofConfined();
                SessionOptions options = new SessionOptions(functions, settings)) {
            MemorySegment bytes = arena.allocate(Math.max(model.length, 1));
            MemorySegment.copy(MemorySegment.ofArray(model), 0, bytes, 0, model.length);
            MemorySegment session = functions.pointer(
                    Slot.CREATE_SESSION_FROM_ARRAY,
                    runtime.environment(),
                    bytes,
                    (long) model.length,
                    options.pointer());
            return new OrtSession(runtime, session, settings.device());
        }
    }

    public List<TensorSignature> inputs() {
        return inputs;
    }

    public List<TensorSignature> outputs() {
        return outputs;
    }

    /** Where the operators run. */
    public Device device() {
        return device;
    }

    /** A new, empty binding to this session. It may be run any number of times. */
    public OrtBinding bind() {
        return new OrtBinding(this, runtime);
    }

    /** A tensor in the memory of this session's device; the contents are undefined. */
    public OrtTensor allocate(ElementType type, long... shape) {
        if (device.isHost()) {
            return OrtTensor.allocate(type, shape);
        }
        FunctionTable functions = runtime.functions();
        MemorySegment allocator = functions.pointer(Slot.CREATE_ALLOCATOR, object.retain(), runtime.memory(device));
        Runnable after = () -> {
            functions.release(Slot.RELEASE_ALLOCATOR, allocator);
            object.release();
        };
        try {
            return OrtTensor.allocate(allocator, device, after, type, shape);
        } catch (RuntimeException e) {
            after.run();
            throw e;
        }
    }

    /** Runs once; what every bound output holds afterwards is the result. */
    public void run(OrtBinding binding) {
        run(binding, null);
    }

    /**
     * Runs once; what every bound output holds afterwards is the result.
     *
     * @throws OrtTerminatedException when the control ended the run, or forbids it
     * @throws OrtException when inputs are missing, do not fit or an operator fails
     */
    public void run(OrtBinding binding, @Nullable RunControl control) {
        if (binding.session() != this) {
            throw new IllegalArgumentException("binding: expected one made by this session, found another's");
        }
        binding.run(control);
    }

    /**
     * Runs once with these inputs and answers every output in host memory, each for the caller to close.
     *
     * @throws OrtException as {@link #run(OrtBinding, RunControl)}
     */
    public Map<String, OrtTensor> run(Map<String, OrtTensor> feeds) {
        try (OrtBinding binding = bind()) {
            feeds.forEach(binding::bindInput);
            outputs.forEach(output -> binding.bindOutputToDevice(output.name(), Device.CPU));
            run(binding);
            return binding.outputs();
        }
    }

    NativeObject object() {
        return object;
    }

    /** An input's name as a C string. */
    MemorySegment inputName(String name) {
        return known(name, inputNames);
    }

    /** An output's name as a C string. */
    MemorySegment outputName(String name) {
        return known(name, outputNames);
    }

    private static MemorySegment known(String name, Map<String, MemorySegment> among) {
        MemorySegment text = among.get(name);
        if (text == null) {
            throw new IllegalArgumentException("binding: expected one of " + among.keySet() + ", found " + name);
        }
        return text;
    }

    private static Map<String, MemorySegment> names(List<TensorSignature> tensors) {
        Arena life = Arena.ofAuto();
        Map<String, MemorySegment> names = new LinkedHashMap<>();
        tensors.forEach(tensor -> names.put(tensor.name(), life.allocateFrom(tensor.name())));
        return names;
    }

    @Override
    public void close() {
        object.close();
    }
}
