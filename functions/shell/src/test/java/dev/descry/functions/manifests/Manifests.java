package dev.descry.functions.manifests;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** The manifests of the repository, read into the types of their kinds. */
final class Manifests {
    static final Path ROOT = Path.of("../..");

    private static final YAMLMapper YAML = new YAMLMapper();

    private Manifests() {}

    /** The files that describe objects of a cluster, kustomizations left out. */
    static List<Path> files() {
        return Stream.of("knative", "k8s")
                .flatMap(folder -> below(ROOT.resolve(folder)))
                .filter(file -> file.toString().endsWith(".yaml"))
                .filter(file -> !file.endsWith("kustomization.yaml"))
                .sorted()
                .toList();
    }

    /** The objects of one file. */
    static List<HasMetadata> objects(Path file) {
        try {
            Object read = new KubernetesSerialization().unmarshal(Files.readString(file));
            return read instanceof Collection<?> several
                    ? several.stream().map(HasMetadata.class::cast).toList()
                    : List.of((HasMetadata) read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All objects of one kind. */
    static <T extends HasMetadata> List<T> all(Class<T> kind) {
        return files().stream()
                .flatMap(file -> objects(file).stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }

    /** The documents of a text as they stand. */
    static List<JsonNode> trees(String yaml) throws IOException {
        return YAML.readerFor(JsonNode.class).<JsonNode>readValues(yaml).readAll();
    }

    /** The pods that objects describe, at whatever depth. */
    static List<JsonNode> pods(List<JsonNode> objects) {
        return objects.stream()
                .flatMap(object -> object.findParents("containers").stream())
                .toList();
    }

    static Stream<Path> below(Path folder) {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
