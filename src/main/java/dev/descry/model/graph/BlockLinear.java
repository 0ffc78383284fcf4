package dev.descry.model.graph;

import dev.descry.model.weights.Floats;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Linear layers with weights of a few bits, a scale for each block of them, as {@code MatMulNBits}. On processors the
 * activations are quantised to 8 bits, block by block; on CUDA they stay as they are.
 */
record BlockLinear(BlockQuantizer quantizer, Target target) implements Linear {
    /** Bytes of weights, as 32-bit floats, turned into codes at once. */
    private static final int CHUNK = 1 << 24;

    @Override
    public List<Value> apply(GraphBuilder graph, Value x, List<LinearLayer> layers) {
        return layers.stream().map(layer -> one(graph, x, layer)).toList();
    }

    private Value one(GraphBuilder graph, Value x, LinearLayer layer) {
        int blocks = quantizer.blocks(layer.in());
        float[] scales = new float[Math.multiplyExact(layer.out(), blocks)];
        Value codes = graph.weight(
                layer.name() + ".codes",
                ElementType.UINT8,
                new long[] {layer.out(), blocks, quantizer.blockBytes()},
                sink -> writeCodes(layer, scales, sink));
        Value scale = graph.weight(
                layer.name() + ".scales",
                target.compute(),
                new long[] {layer.out(), blocks},
                sink -> sink.bytes(FloatContent.bytes(scales, target.compute())));
        return new BlockProduct(
                        layer.in(),
                        layer.out(),
                        quantizer.bits(),
                        quantizer.block(),
                        BlockProduct.Activations.EIGHT_BITS)
                .add(
                        graph,
                        x,
                        codes,
                        scale,
                        Value.ABSENT,
                        Biases.of(graph, layer.name(), layer.bias(), target),
                        target);
    }

    private void writeCodes(LinearLayer layer, float[] scales, TensorSink sink) {
        int in = layer.in();
        int blocks = quantizer.blocks(in);
        int rowBytes = blocks * quantizer.blockBytes();
        int step = Math.clamp(CHUNK / Float.BYTES / in, 1, layer.out());
        for (int first = 0; first < layer.out(); first += step) {
            int from = first;
            int count = Math.min(step, layer.out() - first);
            float[] rows = Floats.rows(layer.matrix(), first, count);
            byte[] codes = new byte[count * rowBytes];
            IntStream.range(0, count)
                    .parallel()
                    .forEach(row -> quantizer.quantize(
                            rows, row * in, in, codes, row * rowBytes, scales, (from + row) * blocks));
            sink.bytes(codes);
        }
    }
}
