package dev.descry.model.config;

import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;

/**
 * The querying transformer of BLIP-2: a few learned queries read the image tokens.
 *
 * @param queries learned query rows, each becoming one image token of the language model
 * @param crossEvery layers 0, crossEvery, 2 · crossEvery … read the image
 * @param normEps added under the root of every LayerNorm
 */
public record QFormerConfig(
        int queries, int width, int layers, int heads, int intermediate, int crossEvery, double normEps) {
    public QFormerConfig {
        if (width % heads != 0) {
            throw new ModelException(
                    "qformer_config: expected a width of whole heads, found %d / %d".formatted(width, heads));
        }
    }

    /** Whether a layer reads the image. */
    public boolean crosses(int layer) {
        return layer % crossEvery == 0;
    }

    /** Reads a {@code qformer_config}; what it leaves out is as in transformers' class. */
    static QFormerConfig read(JsonFields fields, int queries) {
        fields.expect("hidden_act", "gelu");
        if (fields.flag("use_qformer_text_input", false)) {
            throw new ModelException(
                    "%s: use_qformer_text_input: expected false as in checkpoints that caption, found true"
                            .formatted(fields.what()));
        }
        return new QFormerConfig(
                queries,
                fields.count("hidden_size", 768),
                fields.count("num_hidden_layers", 12),
                fields.count("num_attention_heads", 12),
                fields.count("intermediate_size", 3072),
                fields.count("cross_attention_frequency", 2),
                fields.positive("layer_norm_eps", 1e-12));
    }
}
