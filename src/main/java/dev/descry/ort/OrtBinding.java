package dev.descry.ort;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The tensors that a session reads and writes, by name. What is bound stays bound over runs, and its contents are read anew
 * at each; the same tensor may be an input and an output (a KV cache, updated in place). A bound tensor may be closed: its
 * memory stays until it is bound no more. For one thread at a time.
 */
public final class OrtBinding implements AutoCloseable {
    private final OrtSession session;
    private final OrtRuntime runtime;
    private final FunctionTable functions;
    private final NativeObject object;
    private final Map<String, OrtTensor> inputs = new LinkedHashMap<>();
    private final Map<String, Target> outputs = new LinkedHashMap<>();

    /** Where an output goes: into a tensor, or into one that ONNX Runtime makes on a device. */
    private sealed interface Target {
        record Into(OrtTensor tensor) implements Target {}

        record On(Device device) implements Target {}
    }

    OrtBinding(OrtSession session, OrtRuntime runtime) {
        this.session = session;
        this.runtime = runtime;
        this.functions = runtime.functions();
        MemorySegment binding =
                functions.pointer(Slot.CREATE_IO_BINDING, session.object().retain());
        this.object = new NativeObject("binding", binding, () -> {
            functions.release(Slot.RELEASE_IO_BINDING, binding);
            releaseTensors();
            session.object().release();
        });
    }

    OrtSession session() {
        return session;
    }

    /** Reads the input from that tensor at each run. */
    public OrtBinding bindInput(String name, OrtTensor tensor) {
        MemorySegment text = session.inputName(name);
        MemorySegment value = tensor.object().retain();
        try {
            functions.call(Slot.BIND_INPUT, object.pointer(), text, value);
        } catch (RuntimeException e) {
            tensor.object().release();
            throw e;
        }
        OrtTensor before = inputs.put(name, tensor);
        if (before != null) {
            before.object().release();
        }
        return this;
    }

    /** Writes the output into that tensor at each run. */
    public OrtBinding bindOutput(String name, OrtTensor tensor) {
        MemorySegment text = session.outputName(name);
        MemorySegment value = tensor.object().retain();
        try {
            functions.call(Slot.BIND_OUTPUT, object.pointer(), text, value);
        } catch (RuntimeException e) {
            tensor.object().release();
            throw e;
        }
        release(outputs.put(name, new Target.Into(tensor)));
        return this;
    }

    /** Lets ONNX Runtime make a new tensor for the output on that device at each run; {@link #outputs()} has it. */
    public OrtBinding bindOutputToDevice(String name, Device device) {
        object.requireOpen();
        bindToDevice(name, device);
        release(outputs.put(name, new Target.On(device)));
        return this;
    }

    /** Takes all inputs and outputs away. */
    public OrtBinding clear() {
        functions.release(Slot.CLEAR_BOUND_INPUTS, object.pointer());
        functions.release(Slot.CLEAR_BOUND_OUTPUTS, object.pointer());
        releaseTensors();
        return this;
    }

    /** The tensors that ONNX Runtime made in the last run for outputs bound to a device, each for the caller to close. */
    public Map<String, OrtTensor> outputs() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(ADDRESS);
            MemorySegment count = arena.allocate(JAVA_LONG);
            functions.call(Slot.GET_BOUND_OUTPUT_VALUES, object.pointer(), runtime.allocator(), values, count);
            MemorySegment array = values.get(ADDRESS, 0);
            Map<String, OrtTensor> made = adopt(array.reinterpret(count.get(JAVA_LONG, 0) * ADDRESS.byteSize()));
            functions.call(Slot.ALLOCATOR_FREE, runtime.allocator(), array);
            return made;
        }
    }

    /** The values come in the order in which the outputs were first bound. */
    private Map<String, OrtTensor> adopt(MemorySegment values) {
        Map<String, OrtTensor> made = new LinkedHashMap<>();
        int i = 0;
        for (Map.Entry<String, Target> output : outputs.entrySet()) {
            MemorySegment value = values.getAtIndex(ADDRESS, i++);
            switch (output.getValue()) {
                case Target.Into into -> functions.release(Slot.RELEASE_VALUE, value);
                case Target.On on -> made.put(output.getKey(), OrtTensor.adopt(value));
            }
        }
        return made;
    }

    void run(@Nullable RunControl control) {
        if (control == null) {
            run(MemorySegment.NULL);
            return;
        }
        try (NativeObject.Use options = control.object().use()) {
            run(options.pointer());
        } catch (OrtException e) {
            throw control.terminated() ? new OrtTerminatedException(e) : e;
        }
    }

    private void run(MemorySegment options) {
        try (NativeObject.Use binding = object.use()) {
            refresh();
            functions.call(Slot.RUN_WITH_BINDING, session.object().pointer(), options, binding.pointer());
        }
    }

    /**
     * ONNX Runtime would write a second time into the tensors it made in the last run, and copies a host input to the GPU
     * when it is bound, not when it is read; binding again makes every run alike.
     */
    private void refresh() {
        inputs.forEach((name, tensor) -> {
            tensor.requireAlive();
            if (tensor.device().isHost() && !session.device().isHost()) {
                MemorySegment text = session.inputName(name);
                functions.call(
                        Slot.BIND_INPUT,
                        object.retained(),
                        text,
                        tensor.object().retained());
            }
        });
        outputs.forEach((name, target) -> {
            switch (target) {
                case Target.Into into -> into.tensor().requireAlive();
                case Target.On on -> bindToDevice(name, on.device());
            }
        });
    }

    private void bindToDevice(String name, Device device) {
        MemorySegment text = session.outputName(name);
        functions.call(Slot.BIND_OUTPUT_TO_DEVICE, object.retained(), text, runtime.memory(device));
    }

    private void releaseTensors() {
        inputs.values().forEach(tensor -> tensor.object().release());
        inputs.clear();
        outputs.values().forEach(OrtBinding::release);
        outputs.clear();
    }

    private static void release(@Nullable Target target) {
        if (target instanceof Target.Into into) {
            into.tensor().object().release();
        }
    }

    @Override
    public void close() {
        object.close();
    }
}
