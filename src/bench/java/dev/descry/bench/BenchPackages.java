package dev.descry.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.graph.FamilyPackageBuilder;
import dev.descry.model.graph.Target;
import dev.descry.model.packages.Assembly;
import dev.descry.model.packages.ModelFolder;
import dev.descry.model.packages.ModelPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Packages built from checkpoints into a folder, each once. */
final class BenchPackages {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;
    private final Assembly assembly;

    BenchPackages(Path folder) {
        this.folder = folder;
        assembly = new Assembly(new ModelFolder(folder), new FamilyPackageBuilder(Target.CPU), "bench");
    }

    /** {@code int8+int4} is vision and language apart; one word stands for both. */
    static Precisions precisions(String words) {
        String[] parts = words.split("\\+", -1);
        return new Precisions(Precision.parse(parts[0]), Precision.parse(parts[parts.length - 1]));
    }

    /** The package of a checkpoint, built where it is not there yet. */
    ModelPackage of(Path checkpoint, Precisions precisions) {
        Path place = folder.resolve(checkpoint.getFileName() + "@" + precisions.label());
        return Files.isDirectory(place)
                ? ModelPackage.open(place)
                : assembly.build(checkpoint, precisions, place, Watch.NONE);
    }

    /**
     * The same checkpoint with an end mark that the model cannot write, so that random weights answer at full length:
     * links to the weights, and configurations that name an id beyond the vocabulary.
     */
    Path endless(Path checkpoint) {
        Path copy = folder.resolve("endless").resolve(checkpoint.getFileName());
        try {
            if (Files.isDirectory(copy)) {
                return copy;
            }
            Files.createDirectories(copy);
            for (Path file : files(checkpoint)) {
                Path to = copy.resolve(file.getFileName());
                if (file.toString().endsWith(".safetensors")) {
                    Files.createSymbolicLink(to, file.toAbsolutePath());
                } else {
                    Files.copy(file, to);
                }
            }
            int beyond = Integer.MAX_VALUE;
            for (String name : List.of("config.json", "generation_config.json")) {
                ObjectNode fields =
                        (ObjectNode) JSON.readTree(copy.resolve(name).toFile());
                Stream.of(fields, fields.get("text_config"))
                        .filter(node -> node instanceof ObjectNode)
                        .forEach(node -> ((ObjectNode) node).put("eos_token_id", beyond));
                JSON.writeValue(copy.resolve(name).toFile(), fields);
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> files(Path checkpoint) throws IOException {
        try (Stream<Path> files = Files.list(checkpoint)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }
}
