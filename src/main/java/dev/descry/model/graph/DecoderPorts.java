package dev.descry.model.graph;

import dev.descry.model.config.DecoderSizes;
import java.util.List;

/**
 * What goes into and comes out of every decoder, whatever is between.
 *
 * @param embeds inputs_embeds [B, S, width]
 * @param mask attention_mask [B, T], whose rows hold ones, then zeros
 * @param positions position_ids [B, S], or [3, B, S] with three axes
 * @param logits [B, 1, vocab], of the last position
 * @param caches of every layer
 */
record DecoderPorts(Value embeds, Value mask, Value positions, Value logits, List<KeyValueCache.Layer> caches) {

    /** Declares all of them. */
    static DecoderPorts declare(GraphBuilder graph, DecoderSizes sizes, Target target) {
        String axes = sizes.axes() == 1 ? "" : sizes.axes() + ", ";
        return new DecoderPorts(
                graph.input("inputs_embeds", ElementType.FLOAT, "batch_size, sequence, " + sizes.width()),
                graph.input("attention_mask", ElementType.INT64, "batch_size, total"),
                graph.input("position_ids", ElementType.INT64, axes + "batch_size, sequence"),
                graph.output("logits", ElementType.FLOAT, "batch_size, 1, " + sizes.vocab()),
                KeyValueCache.declare(graph, sizes, target));
    }

    /** Puts out the scores of the last position, [B, 1, vocab] in the target's type. */
    void finish(GraphBuilder graph, Value scores, Target target) {
        graph.op("Identity", target.widen(graph, scores)).as(logits);
    }
}
