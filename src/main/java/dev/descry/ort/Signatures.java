package dev.descry.ort;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Reads the names, types and shapes of an open session's inputs and outputs. */
final class Signatures {
    private final OrtRuntime runtime;
    private final FunctionTable functions;
    private final MemorySegment session;

    Signatures(OrtRuntime runtime, MemorySegment session) {
        this.runtime = runtime;
        this.functions = runtime.functions();
        this.session = session;
    }

    List<TensorSignature> inputs() {
        return read(Slot.SESSION_GET_INPUT_COUNT, Slot.SESSION_GET_INPUT_NAME, Slot.SESSION_GET_INPUT_TYPE_INFO);
    }

    List<TensorSignature> outputs() {
        return read(Slot.SESSION_GET_OUTPUT_COUNT, Slot.SESSION_GET_OUTPUT_NAME, Slot.SESSION_GET_OUTPUT_TYPE_INFO);
    }

    private List<TensorSignature> read(Slot count, Slot name, Slot typeInfo) {
        long n = functions.size(count, session);
        List<TensorSignature> all = new ArrayList<>();
        for (long i = 0; i < n; i++) {
            all.add(signature(name(functions.pointer(name, session, i, runtime.allocator())), typeInfo, i));
        }
        return List.copyOf(all);
    }

    private String name(MemorySegment text) {
        String name = NativeText.read(text);
        functions.call(Slot.ALLOCATOR_FREE, runtime.allocator(), text);
        return name;
    }

    private TensorSignature signature(String name, Slot typeInfo, long index) {
        MemorySegment any = functions.pointer(typeInfo, session, index);
        try {
            MemorySegment tensor = functions.pointer(Slot.CAST_TYPE_INFO_TO_TENSOR_INFO, any);
            if (tensor.address() == 0) {
                throw new OrtException(
                        "graph: expected a tensor named " + name + ", found a sequence, map or optional");
            }
            TensorInfo info = TensorInfo.read(functions, tensor);
            return new TensorSignature(name, info.type(), info.shape(), info.axes());
        } finally {
            functions.release(Slot.RELEASE_TYPE_INFO, any);
        }
    }
}
