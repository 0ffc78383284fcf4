package dev.descry.model.graph;

import dev.descry.model.ModelException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/** Writes one graph and, beside it, the data of its large tensors. */
final class GraphFile {
    private GraphFile() {}

    /** The folder of a package's graphs, made if it is not there. */
    static Path folder(Path packageFolder) {
        try {
            return Files.createDirectories(packageFolder.resolve("onnx"));
        } catch (IOException e) {
            throw new ModelException("%s: expected to make the folder onnx, found %s".formatted(packageFolder, e), e);
        }
    }

    /**
     * Writes {@code name.onnx} and {@code name.onnx_data}.
     *
     * @param content adds operators and weights; weights are written as they are added
     * @throws ModelException when a file cannot be written
     */
    static void write(Path folder, String name, Consumer<GraphBuilder> content) {
        Path file = folder.resolve(name + ".onnx");
        try (ExternalData data = ExternalData.create(folder.resolve(name + ".onnx_data"))) {
            GraphBuilder graph = new GraphBuilder(name, data);
            content.accept(graph);
            Files.write(file, graph.model());
        } catch (IOException | UncheckedIOException e) {
            throw new ModelException("%s: expected to write the graph, found %s".formatted(file, e), e);
        }
    }
}
