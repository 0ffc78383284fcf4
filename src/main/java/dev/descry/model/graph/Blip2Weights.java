package dev.descry.model.graph;

import dev.descry.model.config.BertConfig;
import dev.descry.model.config.Blip2Config;
import dev.descry.model.config.LanguageConfig;
import dev.descry.model.config.OptConfig;
import dev.descry.model.config.QFormerConfig;
import dev.descry.model.config.T5Config;
import dev.descry.model.config.VitConfig;
import dev.descry.model.weights.Weights;

/** The weights that a BLIP-2 checkpoint must have, looked at before gigabytes are written. */
final class Blip2Weights {
    private final WeightShapes weights;

    private Blip2Weights(WeightShapes weights) {
        this.weights = weights;
    }

    /**
     * Requires every weight in the shape that the configuration asks for.
     *
     * @throws dev.descry.model.ModelException naming the first that is missing or has another shape
     */
    static void require(Blip2Config config, Weights weights) {
        Blip2Weights expected = new Blip2Weights(new WeightShapes(weights));
        vision(expected.weights, config.vision());
        expected.qformer(
                config.qformer(), config.vision().width(), config.language().width());
        expected.language(config.language());
    }

    /** Those of the vision transformer, which BLIP has under the same names. */
    static void vision(WeightShapes weights, VitConfig config) {
        String root = "vision_model.";
        long width = config.width();
        weights.require(root + "embeddings.class_embedding", 1, 1, width);
        weights.require(root + "embeddings.position_embedding", 1, config.tokens(), width);
        weights.require(root + "embeddings.patch_embedding.weight", width, 3, config.patch(), config.patch());
        weights.require(root + "embeddings.patch_embedding.bias", width);
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = root + "encoder.layers." + layer;
            weights.norm(name + ".layer_norm1", width);
            weights.linear(name + ".self_attn.qkv", 3 * width, width);
            weights.linear(name + ".self_attn.projection", width, width);
            weights.norm(name + ".layer_norm2", width);
            weights.linear(name + ".mlp.fc1", config.intermediate(), width);
            weights.linear(name + ".mlp.fc2", width, config.intermediate());
        }
        weights.norm(root + "post_layernorm", width);
    }

    private void qformer(QFormerConfig config, long imageWidth, long languageWidth) {
        String root = "qformer.";
        long width = config.width();
        weights.require("query_tokens", 1, config.queries(), width);
        weights.norm(root + "layernorm", width);
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = root + "encoder.layer." + layer;
            attention(name + ".attention", width, width);
            if (config.crosses(layer)) {
                attention(name + ".crossattention", width, imageWidth);
            }
            weights.linear(name + ".intermediate_query.dense", config.intermediate(), width);
            weights.linear(name + ".output_query.dense", width, config.intermediate());
            weights.norm(name + ".output_query.LayerNorm", width);
        }
        weights.linear("language_projection", languageWidth, width);
    }

    private void attention(String name, long width, long keys) {
        weights.linear(name + ".attention.query", width, width);
        weights.linear(name + ".attention.key", width, keys);
        weights.linear(name + ".attention.value", width, keys);
        weights.linear(name + ".output.dense", width, width);
        weights.norm(name + ".output.LayerNorm", width);
    }

    private void language(LanguageConfig config) {
        switch (config) {
            case OptConfig opt -> opt(opt);
            case T5Config t5 -> T5Weights.require(t5, weights);
            case BertConfig bert -> throw new IllegalArgumentException("BLIP-2: expected OPT or T5, found " + bert);
        }
    }

    private void opt(OptConfig config) {
        long width = config.width();
        weights.require(OptGraph.TABLE + ".weight", config.vocab(), width);
        weights.require(
                OptGraph.ROOT + "embed_positions.weight", OptConfig.POSITION_OFFSET + config.maxPositions(), width);
        for (int layer = 0; layer < config.layers(); layer++) {
            String name = OptGraph.ROOT + "layers." + layer;
            for (String part : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
                weights.linear(name + ".self_attn." + part, width, width);
            }
            weights.norm(name + ".self_attn_layer_norm", width);
            weights.linear(name + ".fc1", config.intermediate(), width);
            weights.linear(name + ".fc2", width, config.intermediate());
            weights.norm(name + ".final_layer_norm", width);
        }
        weights.norm(OptGraph.ROOT + "final_layer_norm", width);
    }
}
