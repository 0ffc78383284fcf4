package dev.descry.model.graph;

import dev.descry.model.weights.Floats;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.stream.IntStream;

/**
 * The weights of a linear layer as 8-bit codes [in, out], the order that whole-number products want, and one scale for each
 * output feature.
 *
 * @param codes signed 8-bit [in, out]
 * @param scales 32-bit floats [out]
 */
record TransposedCodes(Value codes, Value scales) {
    /** Output features turned at once: a cache line of codes. */
    private static final int TILE = 64;

    static TransposedCodes add(GraphBuilder graph, LinearLayer layer) {
        float[] scales = new float[layer.out()];
        Value codes = graph.weight(
                layer.name() + ".codes",
                ElementType.INT8,
                new long[] {layer.in(), layer.out()},
                sink -> write(layer, scales, sink));
        return new TransposedCodes(codes, graph.weight(layer.name() + ".scales", scales, scales.length));
    }

    // Codes of the whole layer lie outside the heap until they are written: one byte each.
    private static void write(LinearLayer layer, float[] scales, TensorSink sink) {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment codes = arena.allocate((long) layer.in() * layer.out());
            IntStream.range(0, Math.ceilDiv(layer.out(), TILE)).parallel().forEach(tile -> {
                int first = tile * TILE;
                turn(layer, first, Math.min(TILE, layer.out() - first), scales, codes);
            });
            sink.bytes(codes);
        }
    }

    private static void turn(LinearLayer layer, int first, int count, float[] scales, MemorySegment codes) {
        int in = layer.in();
        float[] rows = Floats.rows(layer.matrix(), first, count);
        byte[] row = new byte[in];
        byte[] turned = new byte[in * count];
        for (int i = 0; i < count; i++) {
            scales[first + i] = RowQuantizer.quantize(rows, i * in, in, row);
            for (int k = 0; k < in; k++) {
                turned[k * count + i] = row[k];
            }
        }
        for (int k = 0; k < in; k++) {
            MemorySegment.copy(turned, k * count, codes, ValueLayout.JAVA_BYTE, (long) k * layer.out() + first, count);
        }
    }
}
