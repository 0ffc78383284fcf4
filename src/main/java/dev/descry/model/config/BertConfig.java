package dev.descry.model.config;

import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import dev.descry.model.config.DecoderSizes.CrossSizes;
import java.util.Optional;

/**
 * A BERT decoder as BLIP uses it: norms after each part, learned positions, every layer reads the image.
 *
 * @param source features of one image token
 * @param start id every answer begins with
 * @param end id that ends an answer
 */
public record BertConfig(
        int width,
        int layers,
        int heads,
        int intermediate,
        int vocab,
        int maxPositions,
        double normEps,
        int source,
        int start,
        int end)
        implements LanguageConfig {
    /**
     * Where config.json is silent, transformers' class says 8 heads; every published checkpoint was trained with 12, and
     * early configurations inherited the mistake (transformers #22625).
     */
    private static final int HEADS = 12;

    public BertConfig {
        if (width % heads != 0) {
            throw new ModelException(
                    "text_config: expected a width of whole heads, found %d / %d".formatted(width, heads));
        }
    }

    @Override
    public DecoderSizes sizes() {
        return new DecoderSizes(
                layers,
                heads,
                width / heads,
                width,
                vocab,
                maxPositions,
                1,
                Optional.of(new CrossSizes(source, width)));
    }

    /** Reads a {@code text_config}; what it leaves out is as in transformers' class, heads apart. */
    static BertConfig read(JsonFields fields, int imageWidth) {
        fields.expect("hidden_act", "gelu");
        return new BertConfig(
                fields.count("hidden_size", 768),
                fields.count("num_hidden_layers", 12),
                fields.count("num_attention_heads", HEADS),
                fields.count("intermediate_size", 3072),
                fields.count("vocab_size", 30_524),
                fields.count("max_position_embeddings", 512),
                fields.positive("layer_norm_eps", 1e-12),
                imageWidth,
                fields.count("bos_token_id", 30_522),
                fields.count("sep_token_id", 102));
    }
}
