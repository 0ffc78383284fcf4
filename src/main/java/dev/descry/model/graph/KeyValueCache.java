package dev.descry.model.graph;

import dev.descry.model.Qwen2VlConfig.Language;

/** The keys and values of earlier positions, [B, kvHeads, length, headDim] per layer, as graph inputs and outputs. */
final class KeyValueCache {
    private KeyValueCache() {}

    /** The four names of one layer. */
    record Layer(Value pastKey, Value pastValue, Value presentKey, Value presentValue) {}

    /** Declares the inputs and outputs of a layer. */
    static Layer declare(GraphBuilder graph, Language config, Target target, int layer) {
        String past = shape(config, "past");
        String present = shape(config, "present");
        return new Layer(
                graph.input("past_key_values.%d.key".formatted(layer), target.cache(), past),
                graph.input("past_key_values.%d.value".formatted(layer), target.cache(), past),
                graph.output("present.%d.key".formatted(layer), target.cache(), present),
                graph.output("present.%d.value".formatted(layer), target.cache(), present));
    }

    private static String shape(Language config, String length) {
        return "batch, %d, %s, %d".formatted(config.kvHeads(), length, config.headDim());
    }
}
