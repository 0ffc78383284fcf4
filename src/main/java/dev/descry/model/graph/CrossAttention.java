package dev.descry.model.graph;

import dev.descry.model.config.DecoderSizes;
import dev.descry.model.config.DecoderSizes.CrossSizes;
import java.util.function.IntFunction;

/**
 * Attention of a decoder to a source, whose keys and values were made once.
 *
 * @param scale of the products of query and key
 * @param mask 32-bit [B, L], ones where the source has rows, then zeros
 * @param width features of one row of keys, and of values
 */
record CrossAttention(int heads, float scale, Target target, Value mask, int width) {
    /** Added to the scores of rows that are not there; their weights become exactly 0. */
    private static final float HIDDEN = -1e30f;

    /** Declares the source's mask. */
    static CrossAttention declare(GraphBuilder graph, DecoderSizes sizes, int heads, float scale, Target target) {
        Value mask = graph.input("encoder_attention_mask", ElementType.INT64, "batch_size, source");
        int width = sizes.cross().map(CrossSizes::keys).orElseThrow();
        return new CrossAttention(heads, scale, target, Target.cast(graph, mask, ElementType.INT32), width);
    }

    /**
     * Declares the keys and values of a layer, and attends to them.
     *
     * @param query [B, S, width]
     * @return [B, S, width]
     */
    Value attend(GraphBuilder graph, Value query, int layer) {
        String shape = "batch_size, source, " + width;
        String name = "past_key_values." + layer + ".encoder.";
        Value keys = graph.input(name + "key", target.compute(), shape);
        Value values = graph.input(name + "value", target.compute(), shape);
        return graph.contrib("MultiHeadAttention", query, keys, values, Value.ABSENT, mask)
                .with("num_heads", heads)
                .with("scale", scale)
                .with("mask_filter_value", HIDDEN)
                .value();
    }

    /**
     * Puts out the keys and values of every layer, [B, L, width] each.
     *
     * @param source [B, L, ..] in the target's type
     * @param name what the names of a layer's {@code key} and {@code value} matrices begin with
     */
    static void make(
            GraphBuilder graph,
            Projections linear,
            Value source,
            DecoderSizes sizes,
            Target target,
            IntFunction<CrossNames> name) {
        String shape =
                "batch_size, source, " + sizes.cross().map(CrossSizes::keys).orElseThrow();
        for (int layer = 0; layer < sizes.layers(); layer++) {
            graph.scope("cross." + layer);
            CrossNames names = name.apply(layer);
            var made = linear.apply(graph, source, names.key(), names.value());
            String present = "present." + layer + ".encoder.";
            Value key = graph.output(present + "key", target.compute(), shape);
            Value value = graph.output(present + "value", target.compute(), shape);
            graph.op("Identity", made.get(0)).as(key);
            graph.op("Identity", made.get(1)).as(value);
        }
    }

    /** Names of the two matrices of one layer. */
    record CrossNames(String key, String value) {}
}
