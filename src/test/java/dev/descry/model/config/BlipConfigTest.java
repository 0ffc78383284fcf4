package dev.descry.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.ModelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BlipConfigTest {
    @Test
    void whatAPrunedFileLeavesOutIsAsInTheLibraryButForTheHeads() {
        BlipConfig config = read("{'model_type': 'blip'}");
        assertThat(config.vision()).isEqualTo(new VitConfig(768, 12, 12, 3072, 384, 16, 1e-5));
        assertThat(config.vision().tokens()).isEqualTo(577);
        assertThat(config.language())
                .isEqualTo(new BertConfig(768, 12, 12, 3072, 30_524, 512, 1e-12, 768, 30_522, 102));
    }

    @Test
    void theLanguageModelReadsAsWideAnImageAsTheVisionModelMakes() {
        BlipConfig config =
                read("{'model_type': 'blip', 'vision_config': {'hidden_size': 1024, 'num_attention_heads': 16}}");
        assertThat(config.language().source()).isEqualTo(1024);
        assertThat(config.language().width()).isEqualTo(768);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model_type': 'blip-2'} | config.json: model_type: expected blip, found blip-2",
                "{'model_type': 'blip', 'text_config': {'hidden_act': 'relu'}} | config.json: text_config: hidden_act:"
                        + " expected gelu, found relu",
                "{'model_type': 'blip', 'vision_config': {'hidden_act': 'gelu_new'}} | config.json: vision_config:"
                        + " hidden_act: expected gelu, found gelu_new",
                "{'model_type': 'blip', 'text_config': {'num_attention_heads': 7}} | text_config: expected a width of"
                        + " whole heads, found 768 / 7",
                "{'model_type': 'blip', 'vision_config': {'image_size': 390}} | vision_config: expected a width of"
                        + " whole heads and an image of whole patches, found 768 / 12 and 390 / 16",
                "{'model_type': 'blip', 'text_config': {'vocab_size': 0}} | config.json: text_config: vocab_size:"
                        + " expected a whole number from 1 to 2147483647, found 0",
                "{'model_type': 'blip', 'text_config': {'layer_norm_eps': 'small'}} | config.json: text_config:"
                        + " layer_norm_eps: expected a number above 0, found \"small\"",
                "{'model_type': 'blip', 'vision_config': [1]} | config.json: vision_config: expected a JSON object,"
                        + " found ARRAY",
            })
    void whatCannotBeRunIsOneClearError(String json, String message) {
        assertThatThrownBy(() -> read(json)).isInstanceOf(ModelException.class).hasMessage(message);
    }

    private static BlipConfig read(String json) {
        try {
            return BlipConfig.of(new ObjectMapper().readTree(json.replace('\'', '"')));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }
}
