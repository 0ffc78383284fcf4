package dev.descry.functions.manifests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.packages.Catalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code kubectl apply -k} would send to a cluster, rendered by {@code kubectl} where there is one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KustomizeTest {
    private static final Set<String> OF_THE_CLUSTER = Set.of("Namespace");

    private final Map<String, List<JsonNode>> overlays = new HashMap<>();

    @BeforeAll
    void renders() throws IOException, InterruptedException {
        boolean there;
        try {
            there = new ProcessBuilder("kubectl", "kustomize", "--help")
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException _) {
            there = false;
        }
        assumeTrue(there, "NOT RUN: the overlays are rendered by kubectl, which is not on PATH");
        for (String overlay : List.of("local", "gpu")) {
            overlays.put(overlay, render(overlay));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "gpu"})
    void anOverlayNamesNoObjectTwiceAndAllStandInTheNamespace(String overlay) {
        List<JsonNode> objects = rendered(overlay);

        assertThat(objects)
                .extracting(each -> each.path("apiVersion").asText() + " " + named(each))
                .doesNotHaveDuplicates();
        assertThat(objects)
                .filteredOn(each -> !OF_THE_CLUSTER.contains(each.path("kind").asText()))
                .allSatisfy(each -> assertThat(each.at("/metadata/namespace").asText())
                        .as(named(each))
                        .isEqualTo("descry"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "gpu"})
    void whatAPodNamesIsThereOrOptional(String overlay) throws IOException {
        List<JsonNode> objects = rendered(overlay);
        Set<String> there =
                new TreeSet<>(objects.stream().map(KustomizeTest::named).toList());
        objects.addAll(Manifests.trees(Files.readString(Manifests.ROOT.resolve("k8s/base/secrets.example.yaml"))));
        objects.forEach(each -> there.add(named(each)));

        for (JsonNode pod : Manifests.pods(objects)) {
            assertThat(there).containsAll(needed(pod));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "gpu"})
    void noVariableIsSetTwiceAndWhatAProcessWritesIsWritable(String overlay) {
        for (JsonNode container : containers(rendered(overlay))) {
            assertThat(container.path("env"))
                    .extracting(variable -> variable.path("name").asText())
                    .doesNotHaveDuplicates();
            variable(container, "DESCRY_HOME").ifPresent(home -> assertThat(
                            mount(container, home).path("readOnly").asBoolean())
                    .as("where %s stands in %s", home, container.path("image"))
                    .isFalse());
            variable(container, "DESCRY_MODELS").ifPresent(models -> assertThat(
                            mount(container, models).path("name").asText())
                    .as(models)
                    .isEqualTo("models"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "gpu"})
    void theCacheIsFilledWithTheModelsThatFunctionsNameForTheirDevice(String overlay) {
        List<JsonNode> objects = rendered(overlay);
        Set<String> catalog = new TreeSet<>(Catalog.standard().names().toList());
        Set<String> pulled = new TreeSet<>();
        Set<String> named = new TreeSet<>();
        Set<String> devices = new TreeSet<>();
        for (JsonNode container : containers(objects)) {
            container.path("args").forEach(argument -> pulled.add(argument.asText()));
            container
                    .path("env")
                    .forEach(variable -> named.add(variable.path("value").asText()));
            variable(container, "DESCRY_MODELS")
                    .ifPresent(_ ->
                            devices.add(variable(container, "DESCRY_DEVICE").orElse("")));
        }
        pulled.retainAll(catalog);
        named.retainAll(catalog);

        assertThat(pulled).isNotEmpty().isEqualTo(named);
        assertThat(devices).containsExactly(overlay.equals("gpu") ? "cuda" : "cpu");
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "gpu"})
    void aPodOnAGraphicsProcessorAsksForTheNodeAndNoOtherDoes(String overlay) {
        for (JsonNode pod : Manifests.pods(rendered(overlay))) {
            boolean device = pod.path("containers").findValue("nvidia.com/gpu") != null;
            assertThat(device && overlay.equals("local")).isFalse();
            assertThat(pod.has("runtimeClassName")).isEqualTo(device);
            assertThat(pod.has("nodeSelector")).isEqualTo(device);
            assertThat(pod.has("tolerations")).isEqualTo(device);
        }
    }

    private List<JsonNode> rendered(String overlay) {
        return new ArrayList<>(overlays.getOrDefault(overlay, List.of()));
    }

    private static List<JsonNode> render(String overlay) throws IOException, InterruptedException {
        Process kubectl = new ProcessBuilder(
                        "kubectl",
                        "kustomize",
                        Manifests.ROOT.resolve("k8s/overlays/" + overlay).toString())
                .redirectErrorStream(true)
                .start();
        String text = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor()).as(text).isZero();
        return Manifests.trees(text);
    }

    private static String named(JsonNode object) {
        return object.path("kind").asText() + " " + object.at("/metadata/name").asText();
    }

    private static List<JsonNode> containers(List<JsonNode> objects) {
        List<JsonNode> all = new ArrayList<>();
        Manifests.pods(objects).forEach(pod -> pod.path("containers").forEach(all::add));
        return all;
    }

    private static Set<String> needed(JsonNode pod) {
        Set<String> names = new TreeSet<>();
        pod.findValues("configMapRef").forEach(each -> add(names, "ConfigMap", each, "name"));
        pod.findValues("secretRef").forEach(each -> add(names, "Secret", each, "name"));
        pod.findValues("persistentVolumeClaim").forEach(each -> add(names, "PersistentVolumeClaim", each, "claimName"));
        pod.findValues("serviceAccountName").forEach(each -> names.add("ServiceAccount " + each.asText()));
        return names;
    }

    private static void add(Set<String> names, String kind, JsonNode reference, String member) {
        if (!reference.path("optional").asBoolean()) {
            names.add(kind + " " + reference.path(member).asText());
        }
    }

    private static Optional<String> variable(JsonNode container, String name) {
        return Stream.of(container.path("env"))
                .flatMap(JsonNode::valueStream)
                .filter(each -> each.path("name").asText().equals(name))
                .map(each -> each.path("value").asText())
                .findFirst();
    }

    /** The mount that a path lies in. */
    private static JsonNode mount(JsonNode container, String path) {
        return container
                .path("volumeMounts")
                .valueStream()
                .filter(each -> (path + "/").startsWith(each.path("mountPath").asText() + "/"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("%s: expected a volume mounted there, found none in %s"
                        .formatted(path, container.path("volumeMounts"))));
    }
}
