package dev.descry.model.config;

import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;

/**
 * A vision transformer on square images: [B, 3, image, image] to [B, 1 + (image / patch)², width], the class token first.
 *
 * @param intermediate features between the two linear layers of a block
 * @param image side of the image in pixels
 * @param patch side of a patch in pixels
 * @param normEps added under the root of every LayerNorm
 */
public record VitConfig(int width, int layers, int heads, int intermediate, int image, int patch, double normEps) {
    /** ViT-g of EVA-CLIP as BLIP-2 cuts it: what transformers' class fills in where config.json is silent. */
    static final VitConfig BLIP2 = new VitConfig(1408, 39, 16, 6144, 224, 14, 1e-6);

    /** ViT-B of BLIP: what transformers' class fills in where config.json is silent. */
    static final VitConfig BLIP = new VitConfig(768, 12, 12, 3072, 384, 16, 1e-5);

    public VitConfig {
        if (width % heads != 0 || image % patch != 0) {
            throw new ModelException(
                    "vision_config: expected a width of whole heads and an image of whole patches, found %d / %d and %d / %d"
                            .formatted(width, heads, image, patch));
        }
    }

    /** Features of one attention head. */
    public int headDim() {
        return width / heads;
    }

    /** Patches along a side of the image. */
    public int side() {
        return image / patch;
    }

    /** Rows that come out: one a patch, and the class token. */
    public int tokens() {
        return 1 + side() * side();
    }

    /** Reads a {@code vision_config}; what it leaves out is as in {@code otherwise}. */
    static VitConfig read(JsonFields fields, VitConfig otherwise) {
        fields.expect("hidden_act", "gelu");
        return new VitConfig(
                fields.count("hidden_size", otherwise.width),
                fields.count("num_hidden_layers", otherwise.layers),
                fields.count("num_attention_heads", otherwise.heads),
                fields.count("intermediate_size", otherwise.intermediate),
                fields.count("image_size", otherwise.image),
                fields.count("patch_size", otherwise.patch),
                fields.positive("layer_norm_eps", otherwise.normEps));
    }
}
