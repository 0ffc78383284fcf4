package dev.descry.model.config;

import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import java.util.Optional;

/**
 * An OPT decoder as BLIP-2 uses it: norms before each part, learned positions, the head tied to the embedding table.
 *
 * @param start id that stands before every prompt
 * @param end id that ends an answer
 */
public record OptConfig(
        int width, int layers, int heads, int intermediate, int vocab, int maxPositions, int start, int end)
        implements LanguageConfig {
    /** Of every LayerNorm, as PyTorch has it; config.json cannot change it. */
    public static final float NORM_EPS = 1e-5f;

    /** The first rows of the position table stand for padding. */
    public static final int POSITION_OFFSET = 2;

    public OptConfig {
        if (width % heads != 0) {
            throw new ModelException(
                    "text_config: expected a width of whole heads, found %d / %d".formatted(width, heads));
        }
    }

    @Override
    public DecoderSizes sizes() {
        return new DecoderSizes(layers, heads, width / heads, width, vocab, maxPositions, 1, Optional.empty());
    }

    /** Reads a {@code text_config}; what it leaves out is as in transformers' class. */
    static OptConfig read(JsonFields fields) {
        fields.expect("activation_function", "relu");
        for (String flag : new String[] {"do_layer_norm_before", "enable_bias", "layer_norm_elementwise_affine"}) {
            if (!fields.flag(flag, true)) {
                throw new ModelException("%s: %s: expected true, found false".formatted(fields.what(), flag));
            }
        }
        int width = fields.count("hidden_size", 768);
        int projected = fields.count("word_embed_proj_dim", width);
        if (projected != width) {
            throw new ModelException("%s: word_embed_proj_dim: expected %d as hidden_size, found %d"
                    .formatted(fields.what(), width, projected));
        }
        return new OptConfig(
                width,
                fields.count("num_hidden_layers", 12),
                fields.count("num_attention_heads", 12),
                fields.count("ffn_dim", 3072),
                fields.count("vocab_size", 50_272),
                fields.count("max_position_embeddings", 2048),
                fields.count("bos_token_id", 2),
                fields.count("eos_token_id", 2));
    }
}
