package dev.descry.model.config;

import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import dev.descry.model.config.DecoderSizes.CrossSizes;
import java.util.Optional;

/**
 * A T5 encoder and decoder as BLIP-2 uses it: RMS norms, no biases, gated linear units, relative positions.
 *
 * @param headDim features of a head; all heads together need not have {@code width}
 * @param buckets rows of the table of relative positions
 * @param farthest distances from here on share the last bucket
 * @param exactGelu the activation of the gate: exact, or by hyperbolic tangent
 * @param scaled whether the decoder's output is multiplied by width^-0.5 before the head
 * @param start id the decoder begins with
 * @param bare id the encoder reads where there is no prompt
 * @param end id that ends an answer, and every prompt
 */
public record T5Config(
        int width,
        int encoderLayers,
        int decoderLayers,
        int heads,
        int headDim,
        int intermediate,
        int vocab,
        int buckets,
        int farthest,
        double normEps,
        boolean exactGelu,
        boolean scaled,
        int start,
        int bare,
        int end)
        implements LanguageConfig {
    /** BLIP-2 was trained on prompts and answers within this; positions themselves have no end. */
    private static final int MAX_POSITIONS = 512;

    @Override
    public DecoderSizes sizes() {
        return new DecoderSizes(
                decoderLayers,
                heads,
                headDim,
                width,
                vocab,
                MAX_POSITIONS,
                1,
                Optional.of(new CrossSizes(width, heads * headDim)));
    }

    /** The most rows the encoder reads, image tokens included. */
    public int longestSource() {
        return MAX_POSITIONS;
    }

    /** Reads a {@code text_config}; what it leaves out is as in transformers' class. */
    static T5Config read(JsonFields fields) {
        String units = fields.text("feed_forward_proj", "relu");
        if (!units.equals("gated-gelu")) {
            throw new ModelException("%s: feed_forward_proj: expected gated-gelu as in T5 1.1 and Flan-T5, found %s"
                    .formatted(fields.what(), units));
        }
        int layers = fields.count("num_layers", 6);
        int end = fields.count("eos_token_id", 1);
        return new T5Config(
                fields.count("d_model", 512),
                layers,
                fields.count("num_decoder_layers", layers),
                fields.count("num_heads", 8),
                fields.count("d_kv", 64),
                fields.count("d_ff", 2048),
                fields.count("vocab_size", 32_128),
                fields.count("relative_attention_num_buckets", 32),
                fields.count("relative_attention_max_distance", 128),
                fields.positive("layer_norm_epsilon", 1e-6),
                exactGelu(fields),
                fields.flag("tie_word_embeddings", true),
                fields.has("decoder_start_token_id") ? Math.toIntExact(fields.size("decoder_start_token_id")) : 0,
                fields.count("bos_token_id", end),
                end);
    }

    private static boolean exactGelu(JsonFields fields) {
        String activation = fields.text("dense_act_fn", "gelu_new");
        if (!activation.equals("gelu") && !activation.equals("gelu_new")) {
            throw new ModelException(
                    "%s: dense_act_fn: expected gelu or gelu_new, found %s".formatted(fields.what(), activation));
        }
        return activation.equals("gelu");
    }
}
