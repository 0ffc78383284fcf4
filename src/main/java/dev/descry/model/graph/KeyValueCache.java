package dev.descry.model.graph;

import dev.descry.model.config.DecoderSizes;
import java.util.List;
import java.util.stream.IntStream;

/** The keys and values of earlier positions, [B, kvHeads, length, headDim] per layer, as graph inputs and outputs. */
final class KeyValueCache {
    private KeyValueCache() {}

    /** The four names of one layer. */
    record Layer(Value pastKey, Value pastValue, Value presentKey, Value presentValue) {}

    /** Declares the inputs and outputs of every layer. */
    static List<Layer> declare(GraphBuilder graph, DecoderSizes config, Target target) {
        // With a second kind of keys and values both carry the names that optimum gives them.
        String own = config.cross().isPresent() ? "decoder." : "";
        return IntStream.range(0, config.layers())
                .mapToObj(layer -> declare(graph, config, target, layer + "." + own))
                .toList();
    }

    private static Layer declare(GraphBuilder graph, DecoderSizes config, Target target, String layer) {
        String past = shape(config, "past");
        String present = shape(config, "present");
        return new Layer(
                graph.input("past_key_values." + layer + "key", target.cache(), past),
                graph.input("past_key_values." + layer + "value", target.cache(), past),
                graph.output("present." + layer + "key", target.cache(), present),
                graph.output("present." + layer + "value", target.cache(), present));
    }

    private static String shape(DecoderSizes config, String length) {
        return "batch_size, %d, %s, %d".formatted(config.kvHeads(), length, config.headDim());
    }
}
