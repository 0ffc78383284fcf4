package dev.descry.model.graph;

import dev.descry.model.config.T5Config;

/** The weights that a T5 inside a BLIP-2 checkpoint must have. */
final class T5Weights {
    private final T5Config config;
    private final WeightShapes weights;

    private T5Weights(T5Config config, WeightShapes weights) {
        this.config = config;
        this.weights = weights;
    }

    /**
     * Requires every weight in the shape that the configuration asks for.
     *
     * @throws dev.descry.model.ModelException naming the first that is missing or has another shape
     */
    static void require(T5Config config, WeightShapes weights) {
        T5Weights expected = new T5Weights(config, weights);
        weights.require(T5Graphs.TABLE + ".weight", config.vocab(), config.width());
        if (weights.weights().names().contains(T5Graphs.HEAD + ".weight")) {
            weights.require(T5Graphs.HEAD + ".weight", config.vocab(), config.width());
        }
        for (int layer = 0; layer < config.encoderLayers(); layer++) {
            String name = T5Graphs.ROOT + "encoder.block." + layer + ".layer.";
            expected.attention(name + "0.", "SelfAttention");
            expected.feedForward(name + "1.");
        }
        for (int layer = 0; layer < config.decoderLayers(); layer++) {
            String name = T5Graphs.ROOT + "decoder.block." + layer + ".layer.";
            expected.attention(name + "0.", "SelfAttention");
            expected.attention(name + "1.", "EncDecAttention");
            expected.feedForward(name + "2.");
        }
        for (String stack : new String[] {"encoder", "decoder"}) {
            weights.require(T5Graphs.ROOT + stack + ".final_layer_norm.weight", config.width());
            weights.require(
                    T5Graphs.ROOT + stack + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight",
                    config.buckets(),
                    config.heads());
        }
    }

    private void attention(String name, String part) {
        long inner = (long) config.heads() * config.headDim();
        weights.require(name + "layer_norm.weight", config.width());
        for (String matrix : new String[] {"q", "k", "v"}) {
            weights.require(name + part + "." + matrix + ".weight", inner, config.width());
        }
        weights.require(name + part + ".o.weight", config.width(), inner);
    }

    private void feedForward(String name) {
        weights.require(name + "layer_norm.weight", config.width());
        weights.require(name + "DenseReluDense.wi_0.weight", config.intermediate(), config.width());
        weights.require(name + "DenseReluDense.wi_1.weight", config.intermediate(), config.width());
        weights.require(name + "DenseReluDense.wo.weight", config.width(), config.intermediate());
    }
}
