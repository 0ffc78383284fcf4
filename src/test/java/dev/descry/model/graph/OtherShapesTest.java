package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.packages.Assembly;
import dev.descry.model.packages.ModelFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Weights that do not fit their {@code config.json} are named before anything is written, in every part of a model. */
class OtherShapesTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "blip2-opt-224 | 'ffn_dim': 96 | 'ffn_dim': 80 | language_model.model.decoder.layers.0.fc1.weight |"
                        + " 80, 48 | 96, 48",
                "blip2-opt-224 | 'vocab_size': 416 | 'vocab_size': 400 |"
                        + " language_model.model.decoder.embed_tokens.weight | 400, 48 | 416, 48",
                "blip2-opt-224 | 'intermediate_size': 64 | 'intermediate_size': 60 |"
                        + " qformer.encoder.layer.0.intermediate_query.dense.weight | 60, 32 | 64, 32",
                "blip2-opt-224 | 'image_token_index' | 'num_query_tokens': 8, 'image_token_index' | query_tokens | 1,"
                        + " 8, 32 | 1, 32, 32",
                "blip2-opt-364 | 'image_size': 364 | 'image_size': 224 |"
                        + " vision_model.embeddings.position_embedding | 1, 257, 48 | 1, 677, 48",
                "blip2-t5-224 | 'd_ff': 64 | 'd_ff': 72 |"
                        + " language_model.encoder.block.0.layer.1.DenseReluDense.wi_0.weight | 72, 48 | 64, 48",
                "blip2-t5-224 | 'd_kv': 8 | 'd_kv': 16 | language_model.encoder.block.0.layer.0.SelfAttention.q.weight"
                        + " | 64, 48 | 32, 48",
                "blip-384 | 'vocab_size': 302 | 'vocab_size': 304 |"
                        + " text_decoder.bert.embeddings.word_embeddings.weight | 304, 48 | 302, 48",
                "clip-quick | 'vocab_size': 640 | 'vocab_size': 641 | text_model.embeddings.token_embedding.weight |"
                        + " 641, 48 | 640, 48",
            })
    void theFirstOneIsNamedWithBothShapes(
            String checkpoint, String old, String other, String weight, String asked, String found) throws IOException {
        Path altered = altered(checkpoint, old.replace('\'', '"'), other.replace('\'', '"'));
        assertThatThrownBy(() -> build(altered))
                .isInstanceOf(ModelException.class)
                .hasMessage("%s: expected the shape [%s] that config.json asks for, found [%s]"
                        .formatted(weight, asked, found));
        assertThat(folder.resolve("package")).doesNotExist();
    }

    private void build(Path checkpoint) {
        Precisions exact = Precisions.of(Precision.FP32, false);
        new Assembly(new ModelFolder(folder), new FamilyPackageBuilder(Target.CPU), "test")
                .build(checkpoint, exact, folder.resolve("package"), Watch.NONE);
    }

    private Path altered(String checkpoint, String old, String other) throws IOException {
        Path copy = Files.createDirectory(folder.resolve("checkpoint"));
        List<Path> files;
        try (Stream<Path> found = Files.list(Reference.checkpoint(checkpoint))) {
            files = found.toList();
        }
        for (Path file : files) {
            Files.copy(file, copy.resolve(file.getFileName()));
        }
        Path config = copy.resolve("config.json");
        String text = Files.readString(config);
        assertThat(text).contains(old);
        Files.writeString(config, text.replace(old, other));
        return copy;
    }
}
