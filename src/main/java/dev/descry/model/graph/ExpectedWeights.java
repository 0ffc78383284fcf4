package dev.descry.model.graph;

import dev.descry.model.ModelException;
import dev.descry.model.config.QuantizationConfig;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.config.Qwen2VlConfig.Language;
import dev.descry.model.config.Qwen2VlConfig.Vision;
import dev.descry.model.weights.Weights;
import java.util.Optional;

/** The weights that a Qwen2-VL checkpoint must have, looked at before gigabytes are written. */
final class ExpectedWeights {
    private final Weights weights;
    private final WeightShapes shapes;
    private final Optional<QuantizationConfig> packing;

    private ExpectedWeights(Weights weights, Optional<QuantizationConfig> packing) {
        this.weights = weights;
        this.shapes = new WeightShapes(weights);
        this.packing = packing;
    }

    /**
     * Requires every weight in the shape that the configuration asks for.
     *
     * @throws ModelException naming the first that is missing or has another shape
     */
    static void require(Qwen2VlConfig config, Weights weights, Optional<QuantizationConfig> packing) {
        ExpectedWeights expected = new ExpectedWeights(weights, packing);
        expected.vision(config.vision(), config.language().width());
        expected.language(config.language());
    }

    private void vision(Vision config, long languageWidth) {
        String root = "model.visual.";
        long width = config.width();
        long merged = width * config.merge() * config.merge();
        shapes.require(
                root + "patch_embed.proj.weight",
                width,
                config.channels(),
                config.temporalPatch(),
                config.patch(),
                config.patch());
        for (int block = 0; block < config.depth(); block++) {
            String name = root + "blocks." + block;
            shapes.norm(name + ".norm1", width);
            linear(name + ".attn.qkv", 3 * width, width, true);
            linear(name + ".attn.proj", width, width, true);
            shapes.norm(name + ".norm2", width);
            linear(name + ".mlp.fc1", config.intermediate(), width, true);
            linear(name + ".mlp.fc2", width, config.intermediate(), true);
        }
        shapes.norm(root + "merger.ln_q", width);
        linear(root + "merger.mlp.0", merged, merged, true);
        linear(root + "merger.mlp.2", languageWidth, merged, true);
    }

    private void language(Language config) {
        String root = "model.language_model.";
        long width = config.width();
        long queries = (long) config.heads() * config.headDim();
        long keys = (long) config.kvHeads() * config.headDim();
        shapes.require(EmbedTokensGraph.TABLE + ".weight", config.vocab(), width);
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = root + "layers." + layer;
            shapes.require(name + ".input_layernorm.weight", width);
            linear(name + ".self_attn.q_proj", queries, width, true);
            linear(name + ".self_attn.k_proj", keys, width, true);
            linear(name + ".self_attn.v_proj", keys, width, true);
            linear(name + ".self_attn.o_proj", width, queries, false);
            shapes.require(name + ".post_attention_layernorm.weight", width);
            linear(name + ".mlp.gate_proj", config.intermediate(), width, false);
            linear(name + ".mlp.up_proj", config.intermediate(), width, false);
            linear(name + ".mlp.down_proj", width, config.intermediate(), false);
        }
        shapes.require(root + "norm.weight", width);
        if (!config.tiedHead()) {
            shapes.require("lm_head.weight", config.vocab(), width);
        }
    }

    private void linear(String name, long out, long in, boolean biased) {
        if (packing.isPresent() && PackedLayer.isIn(weights, name)) {
            shapes.require(name + ".scales", in / packing.get().groupSize(), out);
        } else {
            shapes.require(name + ".weight", out, in);
        }
        if (biased || weights.names().contains(name + ".bias")) {
            shapes.require(name + ".bias", out);
        }
    }
}
