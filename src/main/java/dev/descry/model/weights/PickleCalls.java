package dev.descry.model.weights;

import dev.descry.model.weights.PickleValue.Dictionary;
import dev.descry.model.weights.PickleValue.Name;
import dev.descry.model.weights.PickleValue.Storage;
import dev.descry.model.weights.PickleValue.StorageType;
import dev.descry.model.weights.PickleValue.Tensor;
import dev.descry.model.weights.PickleValue.Text;
import dev.descry.model.weights.PickleValue.Tuple;
import dev.descry.model.weights.PickleValue.Whole;
import java.util.List;

/** The few calls and references that a pickle of tensors consists of, done here instead of in Python. */
final class PickleCalls {
    private PickleCalls() {}

    /** What a call of that name with those arguments makes. */
    static PickleValue call(PickleReader reader, PickleValue arguments, PickleValue name) {
        if (!(name instanceof Name function) || !(arguments instanceof Tuple(List<PickleValue> given))) {
            throw reader.refused("a call of something that is no known name");
        }
        return switch (function) {
            case ORDERED_DICT -> {
                if (!given.isEmpty()) {
                    throw reader.refused("a dictionary made of arguments");
                }
                yield new Dictionary();
            }
            case REBUILD_TENSOR -> tensor(reader, given);
            case REBUILD_PARAMETER -> {
                if (given.isEmpty() || !(given.getFirst() instanceof Tensor tensor)) {
                    throw reader.refused("a parameter without a tensor");
                }
                yield tensor;
            }
        };
    }

    // storage, offset, size, stride; what follows concerns training alone
    private static Tensor tensor(PickleReader reader, List<PickleValue> given) {
        if (given.size() < 4
                || !(given.get(0) instanceof Storage storage)
                || !(given.get(1) instanceof Whole(long offset))
                || !(given.get(2) instanceof Tuple shape)
                || !(given.get(3) instanceof Tuple strides)
                || shape.items().size() != strides.items().size()) {
            throw reader.refused("a tensor put together in another way");
        }
        return new Tensor(storage, offset, wholes(reader, shape), wholes(reader, strides));
    }

    private static long[] wholes(PickleReader reader, Tuple tuple) {
        return tuple.items().stream()
                .mapToLong(item -> {
                    if (!(item instanceof Whole(long value)) || value < 0) {
                        throw reader.refused("a tensor with a size that is no number from 0 up");
                    }
                    return value;
                })
                .toArray();
    }

    /** The storage that a reference means: ('storage', type, key, device, elements). */
    static PickleValue storage(PickleReader reader, PickleValue reference) {
        if (!(reference instanceof Tuple(List<PickleValue> parts))
                || parts.size() != 5
                || !parts.get(0).equals(new Text("storage"))
                || !(parts.get(1) instanceof StorageType(TensorType type))
                || !(parts.get(2) instanceof Text(String key))
                || !(parts.get(4) instanceof Whole(long elements))) {
            throw reader.refused("a reference to something other than elements of a tensor");
        }
        return new Storage(type, key, elements);
    }
}
