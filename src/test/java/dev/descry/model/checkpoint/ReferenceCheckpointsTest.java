package dev.descry.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.weights.Floats;
import dev.descry.model.weights.Weight;
import dev.descry.model.weights.Weights;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checkpoints saved by transformers itself, and the bundled one. */
class ReferenceCheckpointsTest {
    private static final Path REFERENCE = Path.of("test/resources/dev/descry/reference/checkpoints");

    @ParameterizedTest
    @ValueSource(strings = {"tied-flat-fp32", "untied-nested-bf16", "head128-flat-bf16", "sharded-flat-fp16"})
    void savedCheckpointHasEveryWeightOfItsConfiguration(String name) {
        assertComplete(REFERENCE.resolve(name));
    }

    @ParameterizedTest
    @ValueSource(strings = "qwen2-vl-scenes")
    void bundledCheckpointHasEveryWeightOfItsConfiguration(String name) {
        assertComplete(Path.of("main/models").resolve(name));
    }

    private static void assertComplete(Path folder) {
        try (Checkpoint checkpoint = Checkpoint.open(folder)) {
            Qwen2VlConfig config = Qwen2VlConfig.of(checkpoint.config());
            Weights weights = checkpoint.weights();
            int vision = 12 * config.vision().depth() + 7;
            int language =
                    12 * config.language().layers() + 2 + (config.language().tiedHead() ? 0 : 1);
            assertThat(weights.names()).hasSize(vision + language).allMatch(ReferenceCheckpointsTest::isNewer);

            long width = config.language().width();
            Weight embeddings = weights.get("model.language_model.embed_tokens.weight");
            assertThat(embeddings.shape()).containsExactly(config.language().vocab(), width);
            assertThat(weights.get("model.visual.patch_embed.proj.weight").elements())
                    .isEqualTo((long) config.vision().patchValues()
                            * config.vision().width());
            assertThat(Floats.rows(embeddings, 1, 2)).hasSize(2 * (int) width);
            for (float value : Floats.rows(embeddings, 1, 2)) {
                assertThat(Math.abs(value)).isLessThan(100f);
            }
        }
    }

    private static boolean isNewer(String name) {
        return List.of("model.visual.", "model.language_model.", "lm_head.").stream()
                .anyMatch(name::startsWith);
    }
}
