package dev.descry.model.weights;

import dev.descry.model.weights.PickleValue.Name;
import dev.descry.model.weights.PickleValue.StorageType;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names of Python that a pickle of tensors may use. None of them is ever imported or called: they are read as words. */
final class PickleNames {
    private static final Map<String, PickleValue> KNOWN = Map.ofEntries(
            Map.entry("collections OrderedDict", Name.ORDERED_DICT),
            Map.entry("torch._utils _rebuild_tensor_v2", Name.REBUILD_TENSOR),
            Map.entry("torch._utils _rebuild_parameter", Name.REBUILD_PARAMETER),
            Map.entry("torch DoubleStorage", new StorageType(TensorType.F64)),
            Map.entry("torch FloatStorage", new StorageType(TensorType.F32)),
            Map.entry("torch HalfStorage", new StorageType(TensorType.F16)),
            Map.entry("torch BFloat16Storage", new StorageType(TensorType.BF16)),
            Map.entry("torch LongStorage", new StorageType(TensorType.I64)),
            Map.entry("torch IntStorage", new StorageType(TensorType.I32)),
            Map.entry("torch ShortStorage", new StorageType(TensorType.I16)),
            Map.entry("torch CharStorage", new StorageType(TensorType.I8)),
            Map.entry("torch ByteStorage", new StorageType(TensorType.U8)),
            Map.entry("torch BoolStorage", new StorageType(TensorType.BOOL)));

    private PickleNames() {}

    /** What a name means; null where it may not be used. */
    static @Nullable PickleValue find(String module, String name) {
        return KNOWN.get(module + " " + name);
    }
}
