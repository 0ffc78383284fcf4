package dev.descry.model.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPackageTest {
    private static final Precisions INT4 = new Precisions(Precision.INT4, Precision.INT4);

    private final Path folder;

    ModelPackageTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void builtPackageGivesItsFilesAndDigest() throws IOException {
        FakePackage.built(folder, INT4);
        ModelPackage opened = ModelPackage.open(folder);
        assertThat(opened.family()).isEqualTo("qwen2_vl");
        assertThat(opened.graph("vision_encoder")).isEqualTo(folder.resolve("onnx/vision_encoder_q4.onnx"));
        assertThat(opened.file("tokenizer.json")).exists();
        assertThat(opened.optionalFile("generation_config.json")).isEmpty();
        assertThat(opened.manifest()).contains(Manifest.read(folder));
        assertThat(opened.digest()).isEqualTo(Manifest.read(folder).digest());
        opened.verify(Watch.NONE);
    }

    @Test
    void graphTheManifestDoesNotListIsNotUsed() throws IOException {
        FakePackage.built(folder, INT4);
        FakePackage.graphs(folder, "");
        assertThat(ModelPackage.open(folder).graph("embed_tokens")).hasFileName("embed_tokens_q4.onnx");
    }

    @Test
    void cutGrownEditedAndMissingFilesAreRefusedAtLoad() throws IOException {
        FakePackage.built(folder, INT4);
        Path graph = folder.resolve("onnx/embed_tokens_q4.onnx");
        String right = Files.readString(graph);
        Files.writeString(graph, right.substring(1));
        assertRefused("onnx/embed_tokens_q4.onnx: expected 25 bytes, found 24; remove the package and build");
        Files.writeString(graph, right.toUpperCase(java.util.Locale.ROOT));
        assertRefused("onnx/embed_tokens_q4.onnx: expected SHA-256 ");
        Files.delete(graph);
        assertRefused("onnx/embed_tokens_q4.onnx: expected a file, found none");
    }

    @Test
    void editInALargeFileIsFoundByVerifyOnly() throws IOException {
        FakePackage.foreign(folder, "_q4");
        byte[] weights = new byte[(int) ManifestCheck.SMALL + 1];
        Path file = folder.resolve("onnx/decoder_model_merged_q4.onnx_data");
        Files.write(file, weights);
        FakePackage.manifest(folder, INT4).write(folder);
        weights[77] = 1;
        Files.write(file, weights);
        ModelPackage opened = ModelPackage.open(folder);
        assertThatThrownBy(() -> opened.verify(Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("decoder_model_merged_q4.onnx_data: expected SHA-256");
    }

    @Test
    void packageFromElsewhereIsTakenExactFirst() throws IOException {
        FakePackage.foreign(folder, "_quantized");
        FakePackage.graphs(folder, "_q4f16");
        assertThat(ModelPackage.open(folder).graph("vision_encoder")).hasFileName("vision_encoder_quantized.onnx");
        assertThat(ModelPackage.open(folder, Precision.INT4).graph("vision_encoder"))
                .hasFileName("vision_encoder_q4f16.onnx");
        assertThat(ModelPackage.open(folder, Precision.FP16).graph("vision_encoder"))
                .hasFileName("vision_encoder_quantized.onnx");
        FakePackage.graphs(folder, "");
        assertThat(ModelPackage.open(folder).graph("vision_encoder")).hasFileName("vision_encoder.onnx");
    }

    @Test
    void digestOfAPackageFromElsewhereFollowsTheFilesInUse() throws IOException {
        FakePackage.foreign(folder, "");
        String before = ModelPackage.open(folder).digest();
        FakePackage.graphs(folder, "_q4");
        assertThat(ModelPackage.open(folder).digest()).isEqualTo(before);
        Files.writeString(folder.resolve("onnx/embed_tokens.onnx_data"), "others");
        assertThat(ModelPackage.open(folder).digest()).isNotEqualTo(before);
        assertThatThrownBy(() -> ModelPackage.open(folder).verify(Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected descry.json to verify against, found none");
    }

    @Test
    void foldersThatLackSomethingSayWhat() throws IOException {
        FakePackage.foreign(folder, "");
        Files.delete(folder.resolve("onnx/embed_tokens.onnx"));
        assertRefused("expected onnx/embed_tokens.onnx, with one of the suffixes");
        Files.delete(folder.resolve("tokenizer.json"));
        assertRefused("expected tokenizer.json, found none");
        Files.writeString(folder.resolve("config.json"), "{\"model_type\":\"gpt2\"}");
        Files.writeString(folder.resolve("tokenizer.json"), "{}");
        assertRefused("model_type: expected one of [blip, blip-2, clip, qwen2_vl], found gpt2");
        Files.writeString(folder.resolve("config.json"), "[]");
        assertRefused("config.json: expected a JSON object, found ARRAY");
        assertThatThrownBy(() -> ModelPackage.open(folder.resolve("nowhere")))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("expected a package folder, found none");
    }

    @Test
    void unknownGraphNameListsThoseThereAre() throws IOException {
        ModelPackage opened = ModelPackage.open(FakePackage.foreign(folder, ""));
        assertThatThrownBy(() -> opened.graph("decoder"))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(
                        "expected one of the graphs [vision_encoder, embed_tokens, decoder_model_merged]");
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> ModelPackage.open(folder))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }
}
