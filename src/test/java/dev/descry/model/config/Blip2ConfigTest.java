package dev.descry.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.ModelException;
import org.junit.jupiter.api.Test;

class Blip2ConfigTest {
    @Test
    void whatAPrunedFileLeavesOutIsAsInTheLibrary() {
        Blip2Config config = read("""
                {"model_type": "blip-2", "image_token_index": 50265, "vision_config": {}, "qformer_config": {},
                 "text_config": {"model_type": "opt", "hidden_size": 2560, "num_hidden_layers": 32,
                   "num_attention_heads": 32, "ffn_dim": 10240, "vocab_size": 50304, "eos_token_id": 50118}}""");
        assertThat(config.vision()).isEqualTo(new VitConfig(1408, 39, 16, 6144, 224, 14, 1e-6));
        assertThat(config.vision().tokens()).isEqualTo(257);
        assertThat(config.qformer()).isEqualTo(new QFormerConfig(32, 768, 12, 12, 3072, 2, 1e-12));
        assertThat(config.language()).isEqualTo(new OptConfig(2560, 32, 32, 10240, 50304, 2048, 2, 50118));
    }

    @Test
    void fineTunedFilesSayTheirImageSize() {
        Blip2Config config = read("""
                {"model_type": "blip-2", "vision_config": {"image_size": 364}, "text_config": {"model_type": "opt"}}""");
        assertThat(config.vision().tokens()).isEqualTo(677);
        assertThat(config.imageToken()).isEqualTo(1);
    }

    @Test
    void otherLanguageModelsAndActivationsAreRefused() {
        assertThatThrownBy(() -> read("""
                {"model_type": "blip-2", "text_config": {"model_type": "llama"}}"""))
                .isInstanceOf(ModelException.class)
                .hasMessage("config.json: text_config: model_type: expected opt or t5, found llama");
        assertThatThrownBy(() -> read("""
                {"model_type": "blip-2", "vision_config": {"hidden_act": "quick_gelu"}}"""))
                .isInstanceOf(ModelException.class)
                .hasMessage("config.json: vision_config: hidden_act: expected gelu, found quick_gelu");
    }

    private static Blip2Config read(String json) {
        try {
            return Blip2Config.of(new ObjectMapper().readTree(json));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
