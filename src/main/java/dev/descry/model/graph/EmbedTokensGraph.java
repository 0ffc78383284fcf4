package dev.descry.model.graph;

import dev.descry.model.Weight;
import dev.descry.model.Weights;

/** The embedding table: input_ids [B, S] to inputs_embeds [B, S, width]. The table stays in the type it is stored in. */
final class EmbedTokensGraph {
    static final String TABLE = "model.language_model.embed_tokens";

    private EmbedTokensGraph() {}

    static void build(GraphBuilder graph, Weights weights) {
        Weight table = weights.get(TABLE + ".weight");
        Value ids = graph.input("input_ids", ElementType.INT64, "batch, sequence");
        Value embeds = graph.output("inputs_embeds", ElementType.FLOAT, "batch, sequence, " + table.shape()[1]);
        ElementType stored = FloatContent.stored(table);
        Value rows = graph.op(
                        "Gather",
                        graph.weight(TABLE + ".weight", stored, table.shape(), FloatContent.of(table, stored)),
                        ids)
                .value();
        graph.op("Cast", rows).with("to", ElementType.FLOAT.code()).as(embeds);
    }
}
