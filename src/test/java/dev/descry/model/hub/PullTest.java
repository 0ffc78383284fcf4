package dev.descry.model.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.graph.Qwen2VlPackageBuilder;
import dev.descry.model.graph.Target;
import dev.descry.model.packages.Assembly;
import dev.descry.model.packages.Catalog;
import dev.descry.model.packages.KnownModel;
import dev.descry.model.packages.Manifest;
import dev.descry.model.packages.ModelFolder;
import dev.descry.model.packages.ModelPackage;
import dev.descry.model.packages.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a hub's files to an opened package, with the real builder in between. */
class PullTest {
    private static final Path CHECKPOINT = Path.of("test/resources/dev/descry/reference/checkpoints/sharded-flat-fp16");

    private static final Precisions EXACT = new Precisions(Precision.FP32, Precision.FP32);

    @Test
    void shardedCheckpointBecomesAPackageThatVerifiesWithoutTheNetwork(@TempDir Path temp) throws IOException {
        try (FakeHub hub = new FakeHub()) {
            publish(hub);
            KnownModel model = new KnownModel(
                    "qwen2-vl:test", new KnownModel.Repository(FakeHub.REPOSITORY, "main", 1_000), EXACT, EXACT, false);
            ModelFolder folder = new ModelFolder(temp);
            Assembly assembly = new Assembly(folder, new Qwen2VlPackageBuilder(Target.CPU), "1");
            Models models =
                    new Models(new Catalog(List.of(model)), folder, assembly, hub.open(), temp.resolve("none"), false);
            models.pull("qwen2-vl:test", Watch.NONE);
            hub.stop();

            ModelPackage pulled = models.pull("qwen2-vl:test", Watch.NONE);
            Manifest manifest = pulled.manifest().orElseThrow();
            assertThat(manifest.source()).isEqualTo(FakeHub.REPOSITORY);
            assertThat(manifest.revision()).isEqualTo(FakeHub.COMMIT);
            assertThat(manifest.files()).containsKeys("onnx/vision_encoder.onnx", "generation_config.json");
            models.verify("qwen2-vl:test", Watch.NONE);
            assertThat(models.list()).hasSize(1).allMatch(each -> each.problem().isEmpty());
        }
    }

    private static void publish(FakeHub hub) throws IOException {
        hub.files.clear();
        try (Stream<Path> files = Files.list(CHECKPOINT)) {
            for (Path file : files.toList()) {
                hub.files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
    }
}
