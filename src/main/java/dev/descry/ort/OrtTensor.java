package dev.descry.ort;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A dense tensor in row-major order, in host memory or on a GPU. Closing it while a run, a binding or a view still uses it
 * is safe: the memory goes when they are done. Its contents are not guarded against use by several threads at once.
 */
public final class OrtTensor implements AutoCloseable {
    private final FunctionTable functions;
    private final ElementType type;
    private final long[] shape;
    private final Device device;
    private final NativeObject object;
    private final @Nullable MemorySegment given;
    private @Nullable Arena segmentLife;
    private @Nullable MemorySegment segment;

    /**
     * @param value the {@code OrtValue*}, released with this
     * @param given the memory where it is not the value's own
     * @param after what to do when the value has been released
     */
    private OrtTensor(
            MemorySegment value,
            ElementType type,
            long[] shape,
            Device device,
            @Nullable MemorySegment given,
            Runnable after) {
        this.functions = OrtRuntime.get().functions();
        this.type = type;
        this.shape = shape.clone();
        this.device = device;
        this.given = given;
        this.object = new NativeObject("tensor", value, () -> {
            closeSegment();
            functions.release(Slot.RELEASE_VALUE, value);
            after.run();
        });
    }

    /** A tensor in host memory of its own; the contents are undefined. */
    public static OrtTensor allocate(ElementType type, long... shape) {
        return allocate(OrtRuntime.get().allocator(), Device.CPU, () -> {}, type, shape);
    }

    static OrtTensor allocate(MemorySegment allocator, Device device, Runnable after, ElementType type, long... shape) {
        Shapes.bytes(type, shape);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = OrtRuntime.get()
                    .functions()
                    .pointer(
                            Slot.CREATE_TENSOR,
                            allocator,
                            Shapes.lengths(arena, shape),
                            (long) shape.length,
                            type.code());
            return new OrtTensor(value, type, shape, device, null, after);
        }
    }

    /**
     * A tensor over native memory of the caller, who keeps it alive until this is closed and no binding holds it.
     *
     * @param memory at least as long as the tensor
     * @throws IllegalArgumentException when it is on the heap or too short
     */
    public static OrtTensor wrap(MemorySegment memory, ElementType type, long... shape) {
        long bytes = Shapes.bytes(type, shape);
        if (!memory.isNative() || memory.byteSize() < bytes) {
            throw new IllegalArgumentException("tensor memory: expected " + bytes + " native bytes, found "
                    + memory.byteSize() + (memory.isNative() ? "" : " on the heap"));
        }
        MemorySegment info = OrtRuntime.get().memory(Device.CPU);
        MemorySegment value = over(memory, bytes, info, type, shape);
        return new OrtTensor(value, type, shape, Device.CPU, memory.asSlice(0, bytes), () -> {});
    }

    /** A host tensor with these values. */
    public static OrtTensor of(float[] values, long... shape) {
        OrtTensor tensor = allocate(ElementType.FLOAT, Shapes.holding(values.length, shape));
        MemorySegment.copy(values, 0, tensor.raw(), JAVA_FLOAT, 0, values.length);
        return tensor;
    }

    /** A host tensor with these values. */
    public static OrtTensor of(long[] values, long... shape) {
        OrtTensor tensor = allocate(ElementType.INT64, Shapes.holding(values.length, shape));
        MemorySegment.copy(values, 0, tensor.raw(), JAVA_LONG, 0, values.length);
        return tensor;
    }

    /** A host tensor with these values. */
    public static OrtTensor of(int[] values, long... shape) {
        OrtTensor tensor = allocate(ElementType.INT32, Shapes.holding(values.length, shape));
        MemorySegment.copy(values, 0, tensor.raw(), JAVA_INT, 0, values.length);
        return tensor;
    }

    /** Takes over an {@code OrtValue*} that ONNX Runtime made. */
    static OrtTensor adopt(MemorySegment value) {
        OrtRuntime runtime = OrtRuntime.get();
        FunctionTable functions = runtime.functions();
        MemorySegment info = functions.pointer(Slot.GET_TENSOR_TYPE_AND_SHAPE, value);
        try {
            TensorInfo read = TensorInfo.read(functions, info);
            Device device = runtime.device(functions.pointer(Slot.GET_TENSOR_MEMORY_INFO, value));
            return new OrtTensor(value, read.type(), read.lengths(), device, null, () -> {});
        } finally {
            functions.release(Slot.RELEASE_TENSOR_TYPE_AND_SHAPE_INFO, info);
        }
    }

    public ElementType type() {
        return type;
    }

    /** The length of each axis. */
    public long[] shape() {
        return shape.clone();
    }

    public Device device() {
        return device;
    }

    /** The product of all axes. */
    public long elements() {
        return Shapes.bytes(type, shape) / type.bytes();
    }

    /**
     * The memory itself, not a copy; out of reach once the tensor is closed.
     *
     * @throws IllegalStateException when it lies on a GPU or the tensor is closed
     */
    public synchronized MemorySegment segment() {
        object.requireOpen();
        if (!device.isHost()) {
            throw new IllegalStateException("tensor memory: expected host memory, found " + device + "; copy it first");
        }
        if (given != null) {
            return given;
        }
        if (segment == null) {
            segmentLife = Arena.ofShared();
            segment = raw().reinterpret(segmentLife, null);
        }
        return segment;
    }

    /**
     * A contiguous part of this as a tensor of its own, without a copy. The part keeps this one's memory alive.
     *
     * @param offset of its first element, counted in elements
     * @param part its shape
     * @throws IllegalArgumentException when it does not lie inside this tensor
     */
    public OrtTensor view(long offset, long... part) {
        long bytes = Shapes.bytes(type, part);
        if (offset < 0 || offset > elements() - bytes / type.bytes()) {
            throw new IllegalArgumentException("view: expected " + bytes / type.bytes() + " elements from " + offset
                    + " inside " + this + ", found them outside");
        }
        MemorySegment memory = null;
        if (device.isHost()) {
            memory = segment().asSlice(offset * type.bytes(), bytes);
        }
        object.retain();
        MemorySegment start = MemorySegment.ofAddress(data().address() + offset * type.bytes());
        MemorySegment info = functions.pointer(Slot.GET_TENSOR_MEMORY_INFO, object.retained());
        MemorySegment value = over(start, bytes, info, type, part);
        return new OrtTensor(value, type, part, device, memory, object::release);
    }

    /** Part number {@code index} along the first axis, as a view with a first axis of length 1. */
    public OrtTensor slot(long index) {
        if (shape.length == 0 || index < 0 || index >= shape[0]) {
            throw new IllegalArgumentException("slot: expected one inside " + this + ", found " + index);
        }
        long[] part = shape.clone();
        part[0] = 1;
        return view(index * (elements() / shape[0]), part);
    }

    /**
     * Copies the contents of another tensor of the same type and shape into this one, between devices too.
     *
     * @throws IllegalArgumentException for another type or shape
     * @throws OrtException where ONNX Runtime cannot copy between the two devices
     */
    public void copyFrom(OrtTensor source) {
        if (type != source.type || !Arrays.equals(shape, source.shape)) {
            throw new IllegalArgumentException("copy: expected " + this + ", found " + source);
        }
        if (device.isHost() && source.device.isHost()) {
            segment().copyFrom(source.segment());
            return;
        }
        try (NativeObject.Use from = source.object.use();
                NativeObject.Use to = object.use()) {
            OrtRuntime.get().copy(from.pointer(), to.pointer());
        }
    }

    NativeObject object() {
        return object;
    }

    /** Fails when the tensor was closed, or the memory it was given is gone. */
    void requireAlive() {
        if (given != null && !given.scope().isAlive()) {
            throw new IllegalStateException("tensor memory: expected alive, found closed: " + this);
        }
    }

    @Override
    public void close() {
        object.close();
    }

    @Override
    public String toString() {
        return type + " " + Arrays.toString(shape) + " on " + device;
    }

    /** The memory without a guard: only for use while this is surely open. A guard costs about 20 µs to take down. */
    private MemorySegment raw() {
        return data().reinterpret(Shapes.bytes(type, shape));
    }

    private MemorySegment data() {
        return functions.pointer(Slot.GET_TENSOR_MUTABLE_DATA, object.retained());
    }

    private synchronized void closeSegment() {
        if (segmentLife != null) {
            segmentLife.close();
        }
    }

    private static MemorySegment over(
            MemorySegment start, long bytes, MemorySegment info, ElementType type, long... shape) {
        try (Arena arena = Arena.ofConfined()) {
            return OrtRuntime.get()
                    .functions()
                    .pointer(
                            Slot.CREATE_TENSOR_WITH_DATA,
                            info,
                            start,
                            bytes,
                            Shapes.lengths(arena, shape),
                            (long) shape.length,
                            type.code());
        }
    }
}
