package dev.descry.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Qwen2VlConfigTest {
    /** The settings of the 2B checkpoint as published. */
    private static final String FLAT = """
            {"model_type":"qwen2_vl","hidden_act":"silu","hidden_size":1536,"num_hidden_layers":28,
             "num_attention_heads":12,"num_key_value_heads":2,"intermediate_size":8960,"vocab_size":151936,
             "rms_norm_eps":1e-06,"rope_theta":1000000.0,"max_position_embeddings":32768,
             "tie_word_embeddings":true,"use_sliding_window":false,"sliding_window":32768,
             "vision_start_token_id":151652,"vision_end_token_id":151653,"vision_token_id":151654,
             "image_token_id":151655,"video_token_id":151656,
             "vision_config":{"hidden_size":1536,"in_chans":3,"model_type":"qwen2_vl","spatial_patch_size":14},
             "rope_scaling":{"type":"mrope","mrope_section":[16,24,24]}}""";

    private static final String NESTED = """
            {"model_type":"qwen2_vl","tie_word_embeddings":true,
             "text_config":{"model_type":"qwen2_vl_text","hidden_size":1536,"num_hidden_layers":28,
               "num_attention_heads":12,"num_key_value_heads":2,"intermediate_size":8960,"vocab_size":151936,
               "rms_norm_eps":1e-06,
               "rope_parameters":{"rope_type":"default","rope_theta":1000000.0,"mrope_section":[16,24,24]}},
             "vision_config":{"depth":32,"embed_dim":1280,"hidden_size":1536,"num_heads":16,"mlp_ratio":4,
               "in_channels":3,"patch_size":14,"temporal_patch_size":2,"spatial_merge_size":2}}""";

    private static final Qwen2VlConfig TWO_B = new Qwen2VlConfig(
            new Qwen2VlConfig.Vision(32, 1280, 16, 5120, 3, 14, 2, 2),
            new Qwen2VlConfig.Language(
                    1536, 28, 12, 2, 128, 8960, 151_936, 1e-6, 1e6, List.of(16, 24, 24), 32_768, true),
            151_655,
            151_656,
            151_652,
            151_653);

    @Test
    void flatAndNestedFormsSayTheSame() {
        assertThat(parse(FLAT)).isEqualTo(TWO_B);
        assertThat(parse(NESTED)).isEqualTo(TWO_B);
    }

    @Test
    void olderSavesTieTheHeadInsideTheTextConfig() {
        String inside = NESTED.replace("\"tie_word_embeddings\":true,", "")
                .replace("\"vocab_size\"", "\"tie_word_embeddings\":true,\"vocab_size\"");
        assertThat(parse(inside).language().tiedHead()).isTrue();
        assertThat(parse(NESTED.replace("\"tie_word_embeddings\":true,", ""))
                        .language()
                        .tiedHead())
                .isFalse();
    }

    @Test
    void resavedRopeScalingMayBeCalledDefault() {
        String resaved = FLAT.replace("\"type\":\"mrope\"", "\"type\":\"default\",\"rope_type\":\"default\"");
        assertThat(parse(resaved)).isEqualTo(TWO_B);
    }

    @Test
    void explicitHeadSizeWins() {
        String wide =
                FLAT.replace("\"hidden_act\"", "\"head_dim\":64,\"hidden_act\"").replace("16,24,24", "8,12,12");
        assertThat(parse(wide).language().headDim()).isEqualTo(64);
    }

    @Test
    void keyHeadsDefaultToAllHeads() {
        assertThat(parse(FLAT.replace("\"num_key_value_heads\":2", "\"num_key_value_heads\":null"))
                        .language()
                        .kvHeads())
                .isEqualTo(12);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"model_type\":\"qwen2_vl\",\"hidden_act\" | \"model_type\":\"llava\",\"hidden_act\" "
                        + "| model_type: expected one of [qwen2_vl], found llava",
                "\"vocab_size\":151936, | '' | expected the key vocab_size, found none",
                "\"hidden_size\":1536,\"num | \"num | expected the key hidden_size, found none",
                "\"vocab_size\":151936 | \"vocab_size\":\"many\" | vocab_size: expected a whole number",
                "\"vocab_size\":151936 | \"vocab_size\":0 | vocab_size: expected a whole number from 1",
                "\"type\":\"mrope\" | \"type\":\"yarn\" | rope_type: expected mrope or default, found yarn",
                "16,24,24 | 16,24,25 | mrope_section: expected three numbers that add up to half of head_dim 128",
                "\"use_sliding_window\":false | \"use_sliding_window\":true | use_sliding_window: expected false",
                "\"silu\" | \"gelu\" | hidden_act: expected silu, found gelu",
                "\"num_key_value_heads\":2 | \"num_key_value_heads\":5 | expected a divisor of num_attention_heads 12",
                "\"num_attention_heads\":12 | \"num_attention_heads\":11 | expected a multiple of num_attention_heads 11",
                "{\"hidden_size\":1536,\"in | {\"hidden_size\":9,\"in | expected the language model's 1536, found 9",
                "1e-06 | -1 | rms_norm_eps: expected a number above 0, found -1",
            })
    void faultsAreNamed(String part, String replacement, String message) {
        String wrong = FLAT.replace(part, replacement);
        assertThat(wrong).isNotEqualTo(FLAT);
        assertThatThrownBy(() -> parse(wrong))
                .isInstanceOf(ModelException.class)
                .hasMessageContaining(message);
    }

    private static Qwen2VlConfig parse(String json) {
        return Qwen2VlConfig.of(JsonFields.parse("config.json", json.getBytes(StandardCharsets.UTF_8))
                .node());
    }
}
