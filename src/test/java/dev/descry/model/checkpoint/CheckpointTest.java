package dev.descry.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import dev.descry.model.config.ImageSettings;
import dev.descry.model.weights.Floats;
import dev.descry.model.weights.SafetensorsBytes;
import dev.descry.model.weights.Weight;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointTest {
    private final Path folder;

    CheckpointTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void smallFiles() throws IOException {
        write("config.json", "{\"model_type\":\"qwen2_vl\"}");
        write("preprocessor_config.json", "{}");
        write("tokenizer.json", "{}");
    }

    @Test
    void singleFileIsReadUnderTheNewerNames() throws IOException {
        SafetensorsBytes.ones(folder.resolve("model.safetensors"), "visual.a", "model.norm.weight", "lm_head.weight");
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(checkpoint.family()).isEqualTo("qwen2_vl");
            assertThat(checkpoint.quantization()).isEmpty();
            assertThat(checkpoint.weights().names())
                    .containsExactlyInAnyOrder("model.visual.a", "model.language_model.norm.weight", "lm_head.weight");
            Weight norm = checkpoint.weights().get("model.language_model.norm.weight");
            assertThat(norm.name()).isEqualTo("model.language_model.norm.weight");
            assertThat(Floats.rows(norm, 0, 1)).containsExactly(2f);
        }
    }

    @Test
    void smallFilesAreCarriedOn(@TempDir Path target) throws IOException {
        SafetensorsBytes.ones(folder.resolve("model.safetensors"), "visual.a");
        write("vocab.json", "{}");
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            checkpoint.copyCompanions(target);
        }
        assertThat(target.toFile().list())
                .containsExactlyInAnyOrder("config.json", "preprocessor_config.json", "tokenizer.json");
    }

    @Test
    void imageSettingsOfNewerSavesAreTakenFromAmongTheOthers(@TempDir Path target) throws IOException {
        SafetensorsBytes.ones(folder.resolve("model.safetensors"), "visual.a");
        Files.delete(folder.resolve("preprocessor_config.json"));
        assertRefused("expected preprocessor_config.json or processor_config.json beside config.json, found neither");
        write("processor_config.json", "{\"image_processor\":{\"patch_size\":14},\"video_processor\":{}}");
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            checkpoint.copyCompanions(target);
        }
        assertThat(JsonFields.read(target.resolve("preprocessor_config.json")).node())
                .isEqualTo(ImageSettings.whole(
                        JsonNodeFactory.instance.objectNode().put("patch_size", 14)));
    }

    @Test
    void shardsAreJoinedThroughTheIndexWhateverItsTotal() throws IOException {
        SafetensorsBytes.ones(folder.resolve("model-00001-of-00002.safetensors"), "visual.a");
        SafetensorsBytes.ones(folder.resolve("model-00002-of-00002.safetensors"), "visual.b", "visual.c");
        write("model.safetensors.index.json", """
            {"metadata":{"total_size":1},"weight_map":{"visual.a":"model-00001-of-00002.safetensors",
             "visual.b":"model-00002-of-00002.safetensors","visual.c":"model-00002-of-00002.safetensors"}}\
            """);
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            assertThat(Floats.rows(checkpoint.weights().get("model.visual.c"), 0, 1))
                    .containsExactly(2f);
        }
    }

    @Test
    void weightTheIndexPromisesMustBeThere() throws IOException {
        SafetensorsBytes.ones(folder.resolve("m.safetensors"), "visual.a");
        write("model.safetensors.index.json", "{\"weight_map\":{\"visual.b\":\"m.safetensors\"}}");
        assertRefused("expected the weight visual.b in m.safetensors, found none");
    }

    @Test
    void missingShardIsNamed() throws IOException {
        write("model.safetensors.index.json", "{\"weight_map\":{\"visual.b\":\"m.safetensors\"}}");
        assertRefused("m.safetensors: expected a safetensors file, found none");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../m.safetensors", "/etc/m.safetensors", "a/b.safetensors", "..", "m.bin", ".safetensors"})
    void indexMayNotLeaveTheFolder(String name) throws IOException {
        write("model.safetensors.index.json", "{\"weight_map\":{\"visual.b\":\"%s\"}}".formatted(name));
        assertRefused("expected names of safetensors files beside it, found " + name);
    }

    @Test
    void oneWeightUnderBothNamesIsRefused() throws IOException {
        SafetensorsBytes.ones(folder.resolve("model.safetensors"), "visual.a", "model.visual.a");
        assertRefused("expected the weight model.visual.a once, found it as visual.a and model.visual.a");
    }

    @Test
    void folderWithoutWeightsOrTokenizerSaysWhatIsMissing() throws IOException {
        assertRefused("expected weights in one of model.safetensors.index.json, model.safetensors,"
                + " pytorch_model.bin.index.json");
        Files.delete(folder.resolve("tokenizer.json"));
        assertRefused("expected tokenizer.json beside config.json, found none");
        assertThatThrownBy(() -> Checkpoint.open(folder.resolve("nowhere")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected a checkpoint folder, found none");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> Checkpoint.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(folder.resolve(name), text);
    }
}
