package dev.descry.model.graph;

import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;

/** The embedding table: input_ids [B, S] to inputs_embeds [B, S, width]. The table stays in the type it is stored in. */
final class EmbedTokensGraph {
    /** That of Qwen2-VL. */
    static final String TABLE = "model.language_model.embed_tokens";

    private EmbedTokensGraph() {}

    /** Adds the table {@code name.weight} [vocab, width]. */
    static void build(GraphBuilder graph, Weights weights, String name) {
        Weight table = weights.get(name + ".weight");
        Value ids = graph.input("input_ids", ElementType.INT64, "batch_size, sequence");
        Value embeds = graph.output("inputs_embeds", ElementType.FLOAT, "batch_size, sequence, " + table.shape()[1]);
        ElementType stored = FloatContent.stored(table);
        Value rows = graph.op(
                        "Gather",
                        graph.weight(name + ".weight", stored, table.shape(), FloatContent.of(table, stored)),
                        ids)
                .value();
        graph.op("Cast", rows).with("to", ElementType.FLOAT.code()).as(embeds);
    }
}
