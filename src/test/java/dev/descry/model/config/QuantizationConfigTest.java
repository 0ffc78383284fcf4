package dev.descry.model.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantizationConfigTest {
    @Test
    void publishedAwqAndGptqSettingsAreRead() {
        assertThat(parse("""
                        {"bits":4,"group_size":128,"modules_to_not_convert":["visual"],"quant_method":"awq",
                         "version":"gemm","zero_point":true}"""))
                .contains(new QuantizationConfig(QuantizationConfig.Method.AWQ, 4, 128, false, false, true));
        assertThat(parse("""
                        {"bits":8,"group_size":128,"quant_method":"gptq","desc_act":false,"sym":true,
                         "damp_percent":0.1,"true_sequential":true}"""))
                .contains(new QuantizationConfig(QuantizationConfig.Method.GPTQ, 8, 128, true, false, false));
    }

    @Test
    void plainWeightsHaveNone() {
        assertThat(QuantizationConfig.of(JsonFields.parse("config.json", "{}".getBytes(StandardCharsets.UTF_8))
                        .node()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"quant_method\":\"bitsandbytes\",\"bits\":4,\"group_size\":128} | expected awq (gemm) or gptq",
                "{\"quant_method\":\"awq\",\"version\":\"gemv\",\"bits\":4,\"group_size\":128} | found awq gemv",
                "{\"quant_method\":\"awq\",\"bits\":8,\"group_size\":128} | bits: expected 4 (or 8 for gptq), found 8",
                "{\"quant_method\":\"gptq\",\"bits\":4,\"group_size\":-1} | group_size: expected a whole number from 1",
            })
    void otherMethodsAreRefused(String json, String message) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(ModelException.class).hasMessageContaining(message);
    }

    private static Optional<QuantizationConfig> parse(String quantization) {
        String json = "{\"quantization_config\":" + quantization + "}";
        return QuantizationConfig.of(JsonFields.parse("config.json", json.getBytes(StandardCharsets.UTF_8))
                .node());
    }
}
