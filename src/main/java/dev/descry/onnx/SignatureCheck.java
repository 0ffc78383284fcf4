package dev.descry.onnx;

import dev.descry.model.ModelException;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtSession;
import dev.descry.ort.TensorSignature;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What a graph must read and write, compared with what it says of itself before anything runs. */
final class SignatureCheck {
    /** Any length. */
    static final long ANY = -1;

    /** The types in which graphs pass floats. */
    static final Set<ElementType> FLOATS = Set.of(ElementType.FLOAT, ElementType.FLOAT16, ElementType.BFLOAT16);

    /** Token ids, positions and lengths. */
    static final Set<ElementType> WHOLE = Set.of(ElementType.INT64);

    private final List<Expected> inputs = new ArrayList<>();
    private final List<Expected> outputs = new ArrayList<>();

    private record Expected(String name, Set<ElementType> types, List<Long> shape) {
        boolean fits(TensorSignature found) {
            if (!types.contains(found.type()) || shape.size() != found.shape().size()) {
                return false;
            }
            for (int axis = 0; axis < shape.size(); axis++) {
                long length = found.shape().get(axis);
                if (length != ANY && shape.get(axis) != ANY && length != shape.get(axis)) {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return name + " " + types.stream().map(Enum::name).sorted().collect(Collectors.joining(" or ")) + " "
                    + shape;
        }
    }

    SignatureCheck input(String name, Set<ElementType> types, long... shape) {
        inputs.add(new Expected(name, types, Arrays.stream(shape).boxed().toList()));
        return this;
    }

    SignatureCheck output(String name, Set<ElementType> types, long... shape) {
        outputs.add(new Expected(name, types, Arrays.stream(shape).boxed().toList()));
        return this;
    }

    /**
     * Compares; an input that nobody expects is refused as nobody would feed it, an extra output is left alone.
     *
     * @throws ModelException at the first difference
     */
    void check(Path graph, OrtSession session) {
        compare(graph, "input", inputs, session.inputs());
        compare(graph, "output", outputs, session.outputs());
        for (TensorSignature input : session.inputs()) {
            if (inputs.stream().noneMatch(expected -> expected.name().equals(input.name()))) {
                throw new ModelException(
                        "%s: expected the inputs %s, found also %s; the graph is of another kind of model"
                                .formatted(
                                        graph,
                                        inputs.stream().map(Expected::name).toList(),
                                        input));
            }
        }
    }

    private static void compare(Path graph, String what, List<Expected> expected, List<TensorSignature> found) {
        for (Expected one : expected) {
            TensorSignature same = found.stream()
                    .filter(tensor -> tensor.name().equals(one.name()))
                    .findFirst()
                    .orElseThrow(() -> new ModelException("%s: expected %s %s, found %s"
                            .formatted(
                                    graph,
                                    what,
                                    one,
                                    found.stream().map(TensorSignature::name).toList())));
            if (!one.fits(same)) {
                throw new ModelException("%s: expected %s %s, found %s".formatted(graph, what, one, same));
            }
        }
    }
}
