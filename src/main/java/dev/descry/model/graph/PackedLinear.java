package dev.descry.model.graph;

/**
 * Writes the layers of AWQ and GPTQ checkpoints into a graph with the codes they have: nothing is quantised again.
 *
 * @param activations how exactly the other factor is taken on processors
 */
record PackedLinear(BlockProduct.Activations activations, Target target) {
    /** Outputs unpacked at once. */
    private static final int TILE = 64;

    Value apply(GraphBuilder graph, Value x, PackedLayer layer) {
        PackedFormat format = layer.format();
        int blockBytes = format.group() * format.bits() / 8;
        Value codes = graph.weight(
                layer.name() + ".codes",
                ElementType.UINT8,
                new long[] {layer.out(), layer.groups(), blockBytes},
                sink -> writeCodes(layer, sink));
        Value scales = graph.weight(
                layer.name() + ".scales",
                target.compute(),
                new long[] {layer.out(), layer.groups()},
                sink -> sink.bytes(FloatContent.bytes(layer.turnedScales(), target.compute())));
        return new BlockProduct(layer.in(), layer.out(), format.bits(), format.group(), activations)
                .add(
                        graph,
                        x,
                        codes,
                        scales,
                        zeros(graph, layer),
                        Biases.of(graph, layer.name(), layer.bias(), target),
                        target);
    }

    private static void writeCodes(PackedLayer layer, TensorSink sink) {
        for (int first = 0; first < layer.out(); first += TILE) {
            sink.bytes(layer.codes(first, Math.min(TILE, layer.out() - first)));
        }
    }

    private static Value zeros(GraphBuilder graph, PackedLayer layer) {
        if (layer.isSymmetric()) {
            return Value.ABSENT;
        }
        byte[] zeros = layer.turnedZeros();
        return graph.weight(
                layer.name() + ".zeros",
                ElementType.UINT8,
                new long[] {layer.out(), zeros.length / layer.out()},
                sink -> sink.bytes(zeros));
    }
}
