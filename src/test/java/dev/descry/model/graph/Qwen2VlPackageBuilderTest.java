package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Progress;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Qwen2VlPackageBuilderTest {
    private static final Precisions MIXED = new Precisions(Precision.INT8, Precision.INT4);

    @TempDir
    private Path folder;

    @Test
    void graphsAreNamedByTheirOwnPrecisionAndUseTwoOperatorSetsOnly() throws IOException {
        build("tied-flat-fp32", Watch.NONE);

        Path onnx = folder.resolve("onnx");
        try (Stream<Path> files = Files.list(onnx)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "vision_encoder_q8.onnx",
                            "vision_encoder_q8.onnx_data",
                            "embed_tokens_q4.onnx",
                            "embed_tokens_q4.onnx_data",
                            "decoder_model_merged_q4.onnx",
                            "decoder_model_merged_q4.onnx_data");
        }
        for (String name : List.of("vision_encoder_q8", "embed_tokens_q4", "decoder_model_merged_q4")) {
            GraphProto graph = ModelProto.parseFrom(Files.readAllBytes(onnx.resolve(name + ".onnx")))
                    .getGraph();
            assertThat(graph.getNodeList())
                    .extracting(NodeProto::getDomain)
                    .isSubsetOf("", "com.microsoft")
                    .isNotEmpty();
            assertThat(graph.getInitializerList())
                    .flatExtracting(tensor -> tensor.getExternalDataList().stream()
                            .filter(entry -> entry.getKey().equals("location"))
                            .map(entry -> entry.getValue())
                            .toList())
                    .containsOnly(name + ".onnx_data");
        }
    }

    @Test
    void progressRisesToTheEnd() {
        List<Progress> heard = new ArrayList<>();
        build("tied-flat-fp32", heard::add);

        assertThat(heard).isNotEmpty();
        assertThat(heard).extracting(Progress::done).isSorted();
        assertThat(heard.getLast().done()).isEqualTo(heard.getLast().total());
    }

    @Test
    void buildIsCalledOff() {
        Watch impatient = new Watch() {
            @Override
            public void progress(Progress progress) {}

            @Override
            public boolean cancelled() {
                return Files.exists(folder.resolve("onnx/embed_tokens_q4.onnx_data"));
            }
        };

        assertThatThrownBy(() -> build("tied-flat-fp32", impatient)).isInstanceOf(CancellationException.class);
        assertThat(folder.resolve("onnx/vision_encoder_q8.onnx")).exists();
        assertThat(folder.resolve("onnx/decoder_model_merged_q4.onnx")).doesNotExist();
    }

    @Test
    void weightOfAnotherShapeThanTheConfigurationsIsNamedBeforeAnythingIsWritten() throws IOException {
        Path other = altered("\"intermediate_size\": 128", "\"intermediate_size\": 160");

        assertThatThrownBy(() -> build(other, Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessage("model.language_model.layers.0.mlp.gate_proj.weight: expected the shape [160, 64] that"
                        + " config.json asks for, found [128, 64]");
        assertThat(folder.resolve("onnx")).doesNotExist();
    }

    @Test
    void missingWeightIsNamed() throws IOException {
        Path other = altered("\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");

        assertThatThrownBy(() -> build(other, Watch.NONE))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining("model.language_model.layers.2.input_layernorm.weight");
    }

    private void build(String checkpoint, Watch watch) {
        build(Reference.checkpoint(checkpoint), watch);
    }

    private void build(Path checkpoint, Watch watch) {
        try (Checkpoint opened = Checkpoint.open(checkpoint)) {
            new Qwen2VlPackageBuilder(Target.CPU).build(opened, folder, MIXED, watch);
        }
    }

    private Path altered(String old, String replacement) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("checkpoint"));
        try (Stream<Path> files = Files.list(Reference.checkpoint("tied-flat-fp32"))) {
            for (Path file : files.toList()) {
                Files.copy(file, copy.resolve(file.getFileName()));
            }
        }
        Path config = copy.resolve("config.json");
        String text = Files.readString(config, StandardCharsets.UTF_8);
        assertThat(text).contains(old);
        Files.writeString(config, text.replace(old, replacement));
        return copy;
    }
}
