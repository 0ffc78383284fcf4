package dev.descry.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.ModelException;
import org.junit.jupiter.api.Test;

class ClipConfigTest {
    @Test
    void whatAFileLeavesOutIsAsInViTB32() throws JsonProcessingException {
        ClipConfig config = config("{\"model_type\":\"clip\"}");
        assertThat(config.projection()).isEqualTo(512);
        assertThat(config.vision().tower())
                .isEqualTo(new ClipConfig.Tower(768, 12, 12, 3072, ClipConfig.Activation.QUICK_GELU, 1e-5));
        assertThat(config.vision().positions()).isEqualTo(50);
        assertThat(config.text())
                .isEqualTo(new ClipConfig.Text(
                        new ClipConfig.Tower(512, 12, 8, 2048, ClipConfig.Activation.QUICK_GELU, 1e-5),
                        49_408,
                        77,
                        49_407));
    }

    @Test
    void ofAPartThatIsSaidTwiceTheOlderFormCounts() throws JsonProcessingException {
        ClipConfig config = config("""
                {"model_type":"clip","projection_dim":768,
                 "text_config":{"hidden_size":64,"eos_token_id":2},
                 "text_config_dict":{"hidden_size":768,"num_attention_heads":12,"intermediate_size":3072}}""");
        assertThat(config.text().tower().width()).isEqualTo(768);
        assertThat(config.text().readsLargest()).isFalse();
    }

    @Test
    void sizesThatCannotBeAreRefused() {
        assertRefused("{\"model_type\":\"siglip\"}", "model_type: expected clip, found siglip");
        assertRefused(
                "{\"model_type\":\"clip\",\"vision_config\":{\"hidden_act\":\"relu\"}}",
                "hidden_act: expected quick_gelu or gelu, found relu");
        assertRefused(
                "{\"model_type\":\"clip\",\"vision_config\":{\"num_channels\":1}}",
                "num_channels: expected 3, found 1");
        assertRefused(
                "{\"model_type\":\"clip\",\"vision_config\":{\"patch_size\":15}}",
                "image_size: expected a multiple of patch_size 15, found 224");
        assertRefused(
                "{\"model_type\":\"clip\",\"text_config\":{\"num_attention_heads\":7}}",
                "hidden_size: expected a multiple of num_attention_heads 7, found 512");
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> config(json))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    private static ClipConfig config(String json) throws JsonProcessingException {
        return ClipConfig.of(new ObjectMapper().readTree(json));
    }
}
