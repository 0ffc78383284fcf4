package dev.descry.model.graph;

import dev.descry.model.Precision;
import dev.descry.model.config.QuantizationConfig;
import dev.descry.model.weights.Weights;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The linear layers of a checkpoint by name: those it stores packed keep their codes, the others take the form that was
 * chosen.
 */
record Projections(Weights weights, Optional<QuantizationConfig> packing, Linear form, PackedLinear packed) {
    /** The layers of a checkpoint that stores none packed. */
    static Projections plain(Weights weights, Precision precision, Target target) {
        return of(weights, Optional.empty(), precision, target);
    }

    /** The layers of a checkpoint, in the form for a precision on a target. */
    static Projections of(Weights weights, Optional<QuantizationConfig> packing, Precision precision, Target target) {
        PackedLinear packed = new PackedLinear(BlockProduct.Activations.of(precision), target);
        return new Projections(weights, packing, LinearForms.of(precision, target), packed);
    }

    /** Applies several layers to the same x [.., in]; gives one [.., out] each. */
    List<Value> apply(GraphBuilder graph, Value x, String... names) {
        if (packing.isPresent() && PackedLayer.isIn(weights, names[0])) {
            return Stream.of(names)
                    .map(name -> packed.apply(graph, x, PackedLayer.of(weights, name, packing.get())))
                    .toList();
        }
        return form.apply(
                graph,
                x,
                Stream.of(names).map(name -> LinearLayer.of(weights, name)).toList());
    }

    /** Applies one layer. */
    Value apply(GraphBuilder graph, Value x, String name) {
        return apply(graph, x, new String[] {name}).getFirst();
    }
}
