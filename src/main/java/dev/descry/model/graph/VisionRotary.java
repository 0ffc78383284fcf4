package dev.descry.model.graph;

import dev.descry.model.config.Qwen2VlConfig.Vision;

/**
 * The rotary angles of image patches, computed in the graph from the grid: the first half of the lanes turns with the
 * patch's row, the second with its column. Patches come in blocks of merge x merge, blocks in raster order.
 *
 * @param cosines [rows · columns, headDim / 2], the same for every frame
 * @param sines likewise
 * @param patches of one frame: rows · columns, a scalar
 */
record VisionRotary(Value cosines, Value sines, Value patches) {
    /** The base of the vision encoder's frequencies; no configuration changes it. */
    private static final double THETA = 10_000;

    /**
     * Adds the computation.
     *
     * @param grid frames, rows and columns of patches, 64-bit, [1, 3]
     */
    static VisionRotary of(GraphBuilder graph, Value grid, Vision config) {
        Value rows = size(graph, grid, 1);
        Value columns = size(graph, grid, 2);
        Value patches = graph.op("Mul", rows, columns).value();
        Value patch =
                graph.op("Range", graph.scalar(0), patches, graph.scalar(1)).value();

        Value merge = graph.scalar(config.merge());
        Value blockSize = graph.scalar((long) config.merge() * config.merge());
        Value blocksAcross = graph.op("Div", columns, merge).value();
        Value block = graph.op("Div", patch, blockSize).value();
        Value inBlock = graph.op("Mod", patch, blockSize).value();

        Value row = position(
                graph,
                graph.op("Div", block, blocksAcross).value(),
                merge,
                graph.op("Div", inBlock, merge).value());
        Value column = position(
                graph,
                graph.op("Mod", block, blocksAcross).value(),
                merge,
                graph.op("Mod", inBlock, merge).value());

        Value inverse = graph.floats(Rotary.inverseFrequencies(config.headDim() / 2, THETA));
        Value angles = graph.op("Concat", angles(graph, row, inverse), angles(graph, column, inverse))
                .with("axis", 1)
                .value();
        return new VisionRotary(
                graph.op("Cos", angles).value(), graph.op("Sin", angles).value(), patches);
    }

    /** Turns x [frames, patches, heads · headDim], in 32 bits whatever the target computes in. */
    Value turn(GraphBuilder graph, Value x, Target target) {
        Value turned = graph.contrib("RotaryEmbedding", target.widen(graph, x), graph.longs(0), cosines, sines)
                .value();
        return target.narrow(graph, turned);
    }

    private static Value size(GraphBuilder graph, Value grid, long axis) {
        Value flat = graph.op("Reshape", grid, graph.longs(-1)).value();
        return graph.op("Gather", flat, graph.scalar(axis)).value();
    }

    // block · merge + place in the block
    private static Value position(GraphBuilder graph, Value block, Value merge, Value inBlock) {
        return graph.op("Add", graph.op("Mul", block, merge).value(), inBlock).value();
    }

    private static Value angles(GraphBuilder graph, Value position, Value inverse) {
        Value column = graph.op("Unsqueeze", Target.cast(graph, position, ElementType.FLOAT), graph.longs(1))
                .value();
        return graph.op("Mul", column, inverse).value();
    }
}
