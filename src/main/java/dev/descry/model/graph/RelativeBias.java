package dev.descry.model.graph;

import dev.descry.model.config.T5Config;
import dev.descry.model.weights.Floats;
import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;

/**
 * What T5 adds to the scores of attention instead of positions: one number a head for each bucket of distances. Near
 * distances have buckets of their own, far ones share them, the farthest one bucket.
 */
final class RelativeBias {
    private final T5Config config;
    private final float[] table;

    /** @param name of the stored table [buckets, heads] */
    RelativeBias(T5Config config, Weights weights, String name) {
        this.config = config;
        Weight stored = weights.get(name + ".weight");
        table = new float[Math.toIntExact(stored.elements())];
        Floats.read(stored, 0, table);
    }

    /** Of all rows to all rows of x [B, L, width], in both directions: [1, heads, L, L]. */
    Value between(GraphBuilder graph, Value x) {
        int far = config.farthest();
        Value length = graph.op("Gather", graph.op("Shape", x).value(), graph.scalar(1))
                .value();
        Value places =
                graph.op("Range", graph.scalar(0L), length, graph.scalar(1L)).value();
        Value queries = graph.op("Unsqueeze", places, graph.longs(1)).value();
        Value distance = graph.op("Sub", places, queries).value();
        Value shifted = graph.op("Add", clip(graph, distance, -far, far), graph.scalar((long) far))
                .value();
        Value found = Rows.gather(graph, rows(graph, "encoder.bias", -far, true), shifted);
        Value heads =
                graph.op("Transpose", found).with("perm", new long[] {2, 0, 1}).value();
        return graph.op("Unsqueeze", heads, graph.longs(0)).value();
    }

    /**
     * Of new positions to those before them: [B, heads, S, T].
     *
     * @param positions [B, S]
     * @param mask [B, T]
     */
    Value behind(GraphBuilder graph, Value positions, Value mask) {
        Value length = graph.op("Gather", graph.op("Shape", mask).value(), graph.scalar(1))
                .value();
        Value keys =
                graph.op("Range", graph.scalar(0L), length, graph.scalar(1L)).value();
        Value queries = graph.op("Unsqueeze", positions, graph.longs(2)).value();
        Value distance = graph.op("Sub", keys, queries).value();
        int far = config.farthest();
        Value shifted = graph.op("Add", clip(graph, distance, -far, 0), graph.scalar((long) far))
                .value();
        Value found = Rows.gather(graph, rows(graph, "decoder.bias", -far, false), shifted);
        return graph.op("Transpose", found)
                .with("perm", new long[] {0, 3, 1, 2})
                .value();
    }

    private static Value clip(GraphBuilder graph, Value x, long least, long most) {
        return graph.op("Clip", x, graph.scalar(least), graph.scalar(most)).value();
    }

    // One row a distance of key less query, from the lowest on: to 0, or as far in the other direction.
    private Value rows(GraphBuilder graph, String name, int lowest, boolean bothWays) {
        int count = bothWays ? 1 - 2 * lowest : 1 - lowest;
        int heads = config.heads();
        float[] rows = new float[count * heads];
        for (int row = 0; row < count; row++) {
            System.arraycopy(table, bucket(lowest + row, bothWays) * heads, rows, row * heads, heads);
        }
        return graph.weight(name, rows, count, heads);
    }

    private int bucket(int distance, boolean bothWays) {
        return bucket(distance, bothWays, config.buckets(), config.farthest());
    }

    /**
     * The bucket of a distance, in the 32-bit arithmetic of the reference (Raffel et al., mesh_tensorflow).
     *
     * @param distance of the key less that of the query
     * @param bothWays half of the buckets are for keys after the query
     */
    static int bucket(int distance, boolean bothWays, int buckets, int farthest) {
        int half = bothWays ? buckets / 2 : buckets;
        int first = bothWays && distance > 0 ? half : 0;
        int far = bothWays ? Math.abs(distance) : Math.max(0, -distance);
        int exact = half / 2;
        if (far < exact) {
            return first + far;
        }
        float share = (float) Math.log((float) far / exact) / (float) Math.log((double) farthest / exact);
        return first + Math.min(half - 1, exact + (int) (share * (half - exact)));
    }
}
