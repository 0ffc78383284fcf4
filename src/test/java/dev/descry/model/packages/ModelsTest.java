package dev.descry.model.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import dev.descry.model.weights.SafetensorsBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {
    private static final Precisions EXACT = new Precisions(Precision.FP32, Precision.FP32);

    private final Path root;
    private final Path bundled;
    private final AtomicInteger builds = new AtomicInteger();
    private final AtomicInteger fetches = new AtomicInteger();
    private final ModelFolder folder;

    ModelsTest(@TempDir Path temp) {
        this.root = temp.resolve("models");
        this.bundled = temp.resolve("bundled");
        this.folder = new ModelFolder(root);
    }

    @BeforeEach
    void bundledCheckpoint() throws IOException {
        checkpoint(bundled.resolve("qwen2-vl-scenes"));
    }

    @Test
    void withoutTheSourceTreeABundledModelIsWhatTheCommandLineBuilt() throws IOException {
        String model = "qwen2-vl:scenes";
        Path tree = bundled.resolve("qwen2-vl-scenes");
        Files.move(tree, bundled.resolve("elsewhere"));
        assertThatThrownBy(() -> models("1").open(model, Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessage(model + ": expected the folder " + tree + " of Descry's source tree, found none; name that"
                        + " folder, or another model");

        Files.move(bundled.resolve("elsewhere"), tree);
        Path built = models("1").open(model, Watch.NONE).folder();
        Files.move(tree, bundled.resolve("elsewhere"));

        assertThat(models("1").open(model, Watch.NONE).folder()).isEqualTo(built);
    }

    @Test
    void bundledCheckpointIsBuiltOnFirstUseOnly() {
        Models models = models("1");
        assertThat(models.state(models.catalog().find("qwen2-vl:scenes"))).isEqualTo(Models.State.BUILDS_ON_FIRST_USE);
        ModelPackage first = models.open("qwen2-vl:scenes", Watch.NONE);
        ModelPackage again = models.open("qwen2-vl:scenes", Watch.NONE);
        assertThat(builds).hasValue(1);
        assertThat(again.digest()).isEqualTo(first.digest());
        assertThat(first.folder()).isEqualTo(root.resolve("qwen2-vl/scenes@fp32"));
        assertThat(first.manifest().orElseThrow().source()).isEqualTo("qwen2-vl-scenes");
        assertThat(models.state(models.catalog().find("qwen2-vl:scenes"))).isEqualTo(Models.State.READY);
    }

    @Test
    void editedCheckpointNewerDescryAndDamagedPackageAreBuiltAgain() throws IOException {
        ModelPackage opened = models("1").open("qwen2-vl:scenes", Watch.NONE);
        models("2").open("qwen2-vl:scenes", Watch.NONE);
        assertThat(builds).hasValue(2);
        Files.writeString(bundled.resolve("qwen2-vl-scenes/tokenizer.json"), "{\"edited\":1}");
        models("2").open("qwen2-vl:scenes", Watch.NONE);
        assertThat(builds).hasValue(3);
        Files.delete(opened.folder().resolve("onnx/embed_tokens.onnx"));
        models("2").open("qwen2-vl:scenes", Watch.NONE);
        assertThat(builds).hasValue(4);
    }

    @Test
    void pulledModelIsFetchedBuiltAndOpenedWithoutTheCheckpointLeft() {
        Models models = models("1");
        assertThatThrownBy(() -> models.open("qwen2-vl:2b", Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessage("qwen2-vl:2b: expected a package below %s, found none; ".formatted(root)
                        + "run ./descry models pull qwen2-vl:2b (4.4 GB)");
        models.pull("qwen2-vl:2b@int8", Watch.NONE);
        models.pull("qwen2-vl:2b@int8", Watch.NONE);
        assertThat(fetches).hasValue(1);
        assertThat(root.resolve(".downloads/qwen2-vl/2b")).doesNotExist();
        ModelPackage opened = models.open("qwen2-vl:2b@int8", Watch.NONE);
        assertThat(opened.manifest().orElseThrow().revision()).isEqualTo("c0ffee");
        assertThat(models.open("qwen2-vl:2b", Watch.NONE).folder()).isEqualTo(opened.folder());
        assertThat(models.state(models.catalog().find("qwen2-vl:2b"))).isEqualTo(Models.State.READY);
        assertThat(models.state(models.catalog().find("qwen2-vl:7b"))).isEqualTo(Models.State.NEEDS_DOWNLOAD);
    }

    @Test
    void packagesAreListedVerifiedAndRemoved() throws IOException {
        Models models = models("1");
        models.pull("qwen2-vl:2b@int8", Watch.NONE);
        models.pull("qwen2-vl:2b@fp32", Watch.NONE);
        models.open("qwen2-vl:scenes", Watch.NONE);
        assertThat(models.list())
                .extracting(Installed::name)
                .containsExactly("qwen2-vl:2b@fp32", "qwen2-vl:2b@int8", "qwen2-vl:scenes@fp32");
        assertThat(models.list())
                .allMatch(each -> each.bytes() > 0 && each.problem().isEmpty());
        models.verify("qwen2-vl:2b", Watch.NONE);

        Path graph = root.resolve("qwen2-vl/2b@int8/onnx/embed_tokens_q8.onnx");
        Files.writeString(graph, "short");
        assertThatThrownBy(() -> models.verify("qwen2-vl:2b", Watch.NONE)).hasMessageContaining("found 5");
        assertThat(models.list().get(1).problem().orElseThrow()).contains("embed_tokens_q8.onnx: expected");

        assertThat(models.remove("qwen2-vl:2b@int8", Watch.NONE)).hasSize(1);
        assertThat(models.remove("qwen2-vl:scenes", Watch.NONE)).hasSize(1);
        assertThat(models.list()).extracting(Installed::name).containsExactly("qwen2-vl:2b@fp32");
        assertThatThrownBy(() -> models.remove("qwen2-vl:7b", Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected one of the packages [qwen2-vl:2b@fp32], found qwen2-vl:7b");
    }

    @Test
    void nothingOutsideTheModelFolderIsRemoved() throws IOException {
        Path outside = Files.createDirectories(root.resolveSibling("precious"));
        Installed forged = new Installed("x:y@fp32", outside, 1, java.util.Optional.empty());
        assertThatThrownBy(() -> folder.remove(forged, Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected a name that stays below");
        assertThatThrownBy(() -> folder.remove(new Installed("x", root, 1, java.util.Optional.empty()), Watch.NONE))
                .isInstanceOf(ModelException.class);
        assertThat(outside).exists();
    }

    @Test
    void foldersOfPackagesAndCheckpointsAreModelsToo(@TempDir Path elsewhere) throws IOException {
        Models models = models("1");
        Path built = FakePackage.foreign(elsewhere.resolve("theirs"), "_q4");
        assertThat(models.open(built.toString(), Watch.NONE).folder()).isEqualTo(built);

        Path mine = checkpoint(elsewhere.resolve("My_Model"));
        ModelPackage opened = models.open(mine + "@int8", Watch.NONE);
        assertThat(models.open(mine + "@int8", Watch.NONE).digest()).isEqualTo(opened.digest());
        assertThat(builds).hasValue(1);
        assertThat(models.open(mine.toString(), Watch.NONE)
                        .manifest()
                        .orElseThrow()
                        .precisions())
                .isEqualTo(EXACT);
        String name = models.list().getFirst().name();
        assertThat(name).matches("local:[0-9a-f]{6}-my-model@fp32");
        models.verify(name, Watch.NONE);
        models.remove(name, Watch.NONE);
    }

    @Test
    void packageIsBuiltWhereAskedButNeverOverSomething(@TempDir Path elsewhere) throws IOException {
        Path output = elsewhere.resolve("out");
        Path checkpoint = bundled.resolve("qwen2-vl-scenes");
        ModelPackage built = models("1").build(checkpoint, EXACT, output, Watch.NONE);
        assertThat(built.file("tokenizer.json")).hasContent("{}");
        built.verify(Watch.NONE);
        assertThatThrownBy(() -> models("1").build(checkpoint, EXACT, output, Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected a new folder to write to, found one");
    }

    @Test
    void neitherNameNorFolderListsWhatThereIs() {
        assertThatThrownBy(() -> models("1").open("llava", Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected one of qwen2-vl:scenes, qwen2-vl:2b")
                .hasMessageEndingWith("or the folder of a package or checkpoint, found llava");
        assertThatThrownBy(() -> models("1").pull("llava", Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("pull: expected one of qwen2-vl:scenes");
    }

    @Test
    void modelFolderFollowsTheEnvironment() {
        Path home = Path.of("/home/me");
        assertThat(ModelFolder.standard(Map.of("DESCRY_HOME", "/d", "XDG_CACHE_HOME", "/x"), home))
                .isEqualTo(Path.of("/d/models"));
        assertThat(ModelFolder.standard(Map.of("XDG_CACHE_HOME", "/x"), home)).isEqualTo(Path.of("/x/descry/models"));
        assertThat(ModelFolder.standard(Map.of("DESCRY_HOME", ""), home))
                .isEqualTo(Path.of("/home/me/.cache/descry/models"));
        assertThat(ModelFolder.standard(Map.of("DESCRY_HOME", "/d", "DESCRY_MODELS", "/volume"), home))
                .isEqualTo(Path.of("/volume"));
    }

    @Test
    void packagesForGraphicsProcessorsLieApart() {
        ModelPackage plain = models("1").open("qwen2-vl:scenes", Watch.NONE);
        Assembly assembly = new Assembly(folder, this::build, "1");
        Models onCuda = new Models(Catalog.standard(), folder, assembly, this::fetch, bundled, true);
        ModelPackage other = onCuda.open("qwen2-vl:scenes", Watch.NONE);
        assertThat(other.folder()).isEqualTo(root.resolve("cuda/qwen2-vl/scenes@fp32"));
        assertThat(builds).hasValue(2);
        assertThat(onCuda.remove("qwen2-vl:scenes", Watch.NONE)).hasSize(1);
        assertThat(models("1").list()).singleElement().satisfies(each -> assertThat(each.folder())
                .isEqualTo(plain.folder()));
    }

    @Test
    void nothingIsDownloadedWhereThePackageWouldNotFitBesideItsCheckpoint() {
        long checkpoint = folder.root().getRoot().toFile().getTotalSpace() / 10 * 9;
        var huge = new KnownModel(
                "qwen2-vl:2b",
                new KnownModel.Repository("Qwen/Qwen2-VL-2B-Instruct", "main", checkpoint),
                EXACT,
                EXACT,
                false);
        Assembly assembly = new Assembly(folder, this::build, "1");
        Models models = new Models(new Catalog(List.of(huge)), folder, assembly, this::fetch, bundled, false);

        assertThatThrownBy(() -> models.pull("qwen2-vl:2b", Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("of free disk space");
        assertThat(fetches).hasValue(0);
    }

    @Test
    void emptyModelFolderListsNothing() {
        assertThat(models("1").list()).isEqualTo(List.of());
    }

    private Models models(String version) {
        Assembly assembly = new Assembly(folder, this::build, version);
        return new Models(Catalog.standard(), folder, assembly, this::fetch, bundled, false);
    }

    private void build(Checkpoint checkpoint, Path building, Precisions precisions, Watch watch) {
        builds.incrementAndGet();
        assertThat(checkpoint.weights().names()).containsExactly("model.visual.a");
        try {
            FakePackage.graphs(building, precisions.language().suffix());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String fetch(String repository, String revision, Path target, Watch watch) {
        fetches.incrementAndGet();
        assertThat(repository).isEqualTo("Qwen/Qwen2-VL-2B-Instruct");
        try {
            checkpoint(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "c0ffee";
    }

    private static Path checkpoint(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"qwen2_vl\"}");
        Files.writeString(folder.resolve("preprocessor_config.json"), "{}");
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        SafetensorsBytes.ones(folder.resolve("model.safetensors"), "visual.a");
        return folder;
    }
}
