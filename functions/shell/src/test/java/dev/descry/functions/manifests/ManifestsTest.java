package dev.descry.functions.manifests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.descry.event.CaptionFailed;
import dev.descry.event.StepRequested;
import dev.descry.run.Routes;
import io.fabric8.knative.eventing.v1.Trigger;
import io.fabric8.knative.serving.v1.Service;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No cluster is asked here: types, names and what must agree with the code. Admission rules are checked nowhere. */
class ManifestsTest {
    private static final YAMLMapper YAML = new YAMLMapper();
    /** Kinds that the client has no types for. */
    private static final Set<String> UNTYPED = Set.of("PodMonitor", "ServiceMonitor");

    static List<Path> files() {
        return Manifests.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyManifestFitsTheTypeOfItsKindWithNothingLeftOver(Path file) {
        for (HasMetadata object : Manifests.objects(file)) {
            if (object instanceof GenericKubernetesResource) {
                assertThat(object.getKind()).isIn(UNTYPED);
            } else {
                assertThat(AdditionalProperties.of(object))
                        .as("unknown to " + object.getKind())
                        .isEmpty();
            }
        }
    }

    @Test
    void aMisspeltMemberIsSeen() {
        Object typed = new KubernetesSerialization().unmarshal("""
                apiVersion: serving.knative.dev/v1
                kind: Service
                spec:
                  template:
                    spec:
                      containerConcurency: 4
                """);

        assertThat(AdditionalProperties.of(typed)).containsExactly(".Spec.Template.Spec.containerConcurency");
    }

    @Test
    void everyFunctionOfTheTreeIsDeployed() {
        Set<String> images = Manifests.all(Service.class).stream()
                .map(service -> container(service).getImage())
                .map(image -> image.replaceFirst("descry/(.*):latest", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(images).isEqualTo(functions());
    }

    @Test
    void everyStepFunctionHasATriggerThatBringsItItsEvents() {
        List<String> services = Manifests.all(Service.class).stream()
                .map(service -> service.getMetadata().getName())
                .filter(name -> !name.equals("intake"))
                .toList();

        for (String name : services) {
            assertThat(exact(trigger(name))).as(name).isEqualTo(Map.of("type", StepRequested.TYPE, "next", name));
            assertThat(trigger(name).getSpec().getSubscriber().getRef().getName())
                    .isEqualTo(name);
        }
        assertThat(exact(trigger("archive-failed"))).isEqualTo(Map.of("type", CaptionFailed.TYPE));
        assertThat(Manifests.all(Trigger.class)).hasSize(services.size() + 1);
    }

    @Test
    void whatNobodyTookGoesToTheArchive() {
        assertThat(Manifests.all(Trigger.class)).allSatisfy(trigger -> {
            assertThat(trigger.getSpec()
                            .getDelivery()
                            .getDeadLetterSink()
                            .getRef()
                            .getName())
                    .isEqualTo(Routes.ARCHIVE);
            assertThat(trigger.getSpec().getDelivery().getRetry()).isPositive();
        });
    }

    @Test
    void aFunctionKnowsItsNameAndLetsInAsManyRequestsAsItsPlaces() {
        for (Service service : Manifests.all(Service.class)) {
            Map<String, String> environment = container(service).getEnv().stream()
                    .collect(Collectors.toMap(each -> each.getName(), each -> String.valueOf(each.getValue())));
            assertThat(environment)
                    .containsEntry("DESCRY_FUNCTION_NAME", service.getMetadata().getName());
            assertThat(environment.get("DESCRY_SERVE_CONCURRENCY"))
                    .isEqualTo(String.valueOf(
                            service.getSpec().getTemplate().getSpec().getContainerConcurrency()));
        }
    }

    /** The profile "restricted" of Kubernetes' pod security standards, and a root file system nobody writes to. */
    @ParameterizedTest
    @MethodSource("files")
    void noPodMayDoMoreThanItMust(Path file) throws IOException {
        for (JsonNode pod : Manifests.pods(Manifests.trees(Files.readString(file)))) {
            assertThat(pod.at("/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/securityContext/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
            assertThat(pod.path("automountServiceAccountToken").asBoolean(true)).isFalse();
            for (JsonNode container : pod.path("containers")) {
                JsonNode security = container.path("securityContext");
                assertThat(security.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(security.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(security.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(security.path("capabilities").has("add")).isFalse();
            }
        }
    }

    /** A Service named vllm would set VLLM_PORT in its own pod, which vLLM takes for its own setting. */
    @Test
    void modelServersAreToldNoAddressOfServices() {
        assertThat(Manifests.all(Deployment.class).stream().filter(each -> each.getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels()
                        .containsKey("descry.dev/model-server")))
                .hasSize(3)
                .allSatisfy(each -> assertThat(
                                each.getSpec().getTemplate().getSpec().getEnableServiceLinks())
                        .isFalse());
    }

    @Test
    void onlyIntakeIsReachedFromOutside() {
        assertThat(Manifests.all(Service.class).stream()
                        .filter(service -> !"cluster-local"
                                .equals(service.getMetadata().getLabels().get("networking.knative.dev/visibility")))
                        .map(service -> service.getMetadata().getName()))
                .containsExactly("intake");
    }

    @Test
    void everyFileStandsInAKustomizationThatNamesNoFileThatIsNotThere() throws IOException {
        for (Path file : Manifests.below(Manifests.ROOT.resolve("k8s"))
                .filter(path -> path.endsWith("kustomization.yaml"))
                .toList()) {
            for (JsonNode resource : YAML.readTree(Files.readString(file)).path("resources")) {
                assertThat(file.resolveSibling(resource.asText())).exists();
            }
        }
        Path services = Manifests.ROOT.resolve("knative/services");
        List<String> named = new ArrayList<>();
        YAML.readTree(Files.readString(services.resolve("kustomization.yaml")))
                .path("resources")
                .forEach(resource -> named.add(resource.asText()));
        assertThat(Manifests.below(services)
                        .map(path -> path.getFileName().toString())
                        .filter(name -> name.endsWith(".yaml") && !name.equals("kustomization.yaml")))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    private static Container container(Service service) {
        return service.getSpec().getTemplate().getSpec().getContainers().getFirst();
    }

    private static Trigger trigger(String name) {
        return Manifests.all(Trigger.class).stream()
                .filter(trigger -> trigger.getMetadata().getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("triggers: expected one named " + name + ", found none"));
    }

    private static Map<String, String> exact(Trigger trigger) {
        return trigger.getSpec().getFilters().getFirst().getExact();
    }

    private static Set<String> functions() {
        Set<String> names = new TreeSet<>();
        for (Path folder : Manifests.below(Manifests.ROOT.resolve("functions"))
                .filter(path -> path.endsWith("src/main/resources/application.properties"))
                .toList()) {
            String name = Manifests.ROOT
                    .resolve("functions")
                    .relativize(folder)
                    .getName(0)
                    .toString();
            if (!name.equals("workbench")) {
                names.add(name);
            }
        }
        return names;
    }
}
