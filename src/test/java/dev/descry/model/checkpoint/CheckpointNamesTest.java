package dev.descry.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CheckpointNamesTest {
    @ParameterizedTest
    @CsvSource({
        "visual.merger.mlp.0.bias, model.visual.merger.mlp.0.bias",
        "model.layers.3.mlp.up_proj.qweight, model.language_model.layers.3.mlp.up_proj.qweight",
        "model.embed_tokens.weight, model.language_model.embed_tokens.weight",
        "model.norm.weight, model.language_model.norm.weight",
        "model.visual.patch_embed.proj.weight, model.visual.patch_embed.proj.weight",
        "model.language_model.norm.weight, model.language_model.norm.weight",
        "lm_head.weight, lm_head.weight",
    })
    void bothGenerationsGetTheNewerName(String stored, String newer) {
        assertThat(CheckpointNames.newer(stored)).isEqualTo(newer);
    }
}
