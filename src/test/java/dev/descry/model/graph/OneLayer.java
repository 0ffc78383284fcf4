package dev.descry.model.graph;

import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import dev.descry.ort.SessionSettings;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiFunction;

/** Runs a graph that holds a single layer. */
final class OneLayer {
    private OneLayer() {}

    /**
     * The layer's answer, flat.
     *
     * @param x [rows, in], flat
     */
    static float[] run(Path folder, float[] x, int in, int out, BiFunction<GraphBuilder, Value, Value> layer) {
        GraphFile.write(folder, "layer", graph -> {
            Value input = graph.input("x", ElementType.FLOAT, "rows, " + in);
            Value output = graph.output("y", ElementType.FLOAT, "rows, " + out);
            graph.op("Identity", layer.apply(graph, input)).as(output);
        });
        try (OrtSession session = OrtSession.open(folder.resolve("layer.onnx"), SessionSettings.cpu(1));
                OrtTensor tensor = OrtTensor.of(x, x.length / in, in)) {
            return BuiltPackage.take(session.run(Map.of("x", tensor)), "y");
        }
    }
}
