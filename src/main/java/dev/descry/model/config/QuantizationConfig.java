package dev.descry.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import java.util.Optional;

/**
 * How a published checkpoint stores the language model's linear layers: each as {@code qweight}, {@code qzeros} and
 * {@code scales} in place of {@code weight}.
 *
 * @param bits bits of one weight: 4, for GPTQ also 8
 * @param groupSize consecutive input features that share one scale
 * @param symmetric whether every zero point is the middle of the range (GPTQ only)
 * @param activationOrder whether GPTQ permuted the input features ({@code desc_act})
 * @param zeroPoint whether AWQ stored zero points
 */
public record QuantizationConfig(
        Method method, int bits, int groupSize, boolean symmetric, boolean activationOrder, boolean zeroPoint) {

    /** Who packed the weights; the order of the codes inside a 32-bit word differs. */
    public enum Method {
        AWQ,
        GPTQ
    }

    public QuantizationConfig {
        if (bits != 4 && !(bits == 8 && method == Method.GPTQ)) {
            throw new ModelException("quantization_config: bits: expected 4 (or 8 for gptq), found " + bits);
        }
    }

    /**
     * The {@code quantization_config} of a {@code config.json}; empty where the weights are plain.
     *
     * @throws ModelException for a method other than awq (gemm) and gptq
     */
    public static Optional<QuantizationConfig> of(JsonNode config) {
        JsonFields root = new JsonFields("config.json", config);
        if (!root.has("quantization_config")) {
            return Optional.empty();
        }
        JsonFields fields = root.object("quantization_config");
        Method method = method(fields);
        return Optional.of(new QuantizationConfig(
                method,
                fields.count("bits"),
                fields.count("group_size"),
                fields.flag("sym", false),
                fields.flag("desc_act", false),
                method == Method.AWQ && fields.flag("zero_point", true)));
    }

    private static Method method(JsonFields fields) {
        String method = fields.text("quant_method");
        if (method.equals("gptq")) {
            return Method.GPTQ;
        }
        if (method.equals("awq") && fields.text("version", "gemm").equalsIgnoreCase("gemm")) {
            return Method.AWQ;
        }
        throw new ModelException("%s: quant_method: expected awq (gemm) or gptq, found %s %s; use the plain checkpoint"
                .formatted(fields.what(), method, fields.text("version", "")));
    }
}
