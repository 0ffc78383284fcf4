package dev.descry.model.config;

import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import java.util.Set;

/**
 * Reads {@link Qwen2VlConfig} from either form of {@code config.json}. Values left out are filled in as the
 * configuration classes of Hugging Face transformers 5 do (published files name only a few vision settings).
 */
final class Qwen2VlConfigReader {
    /** Both mean plain frequencies over three axes; anything else (yarn, linear) would scale them. */
    private static final Set<String> ROPE_TYPES = Set.of("mrope", "default");

    private final JsonFields root;
    private final JsonFields text;

    Qwen2VlConfigReader(JsonFields root) {
        String family = root.text("model_type");
        if (!family.equals(Qwen2VlConfig.FAMILY)) {
            throw new ModelException(
                    "%s: model_type: expected one of [%s], found %s; pick a checkpoint of a known family"
                            .formatted(root.what(), Qwen2VlConfig.FAMILY, family));
        }
        this.root = root;
        this.text = root.has("text_config") ? root.object("text_config") : root;
    }

    Qwen2VlConfig config() {
        Qwen2VlConfig.Language language = language();
        return new Qwen2VlConfig(
                vision(language.width()),
                language,
                root.count("image_token_id", 151_655),
                root.count("video_token_id", 151_656),
                root.count("vision_start_token_id", 151_652),
                root.count("vision_end_token_id", 151_653));
    }

    private Qwen2VlConfig.Vision vision(int languageWidth) {
        JsonFields vision = root.object("vision_config");
        vision.expect("hidden_act", "quick_gelu");
        int out = vision.count("hidden_size", languageWidth);
        if (out != languageWidth) {
            throw new ModelException("%s: hidden_size: expected the language model's %d, found %d"
                    .formatted(vision.what(), languageWidth, out));
        }
        int width = vision.count("embed_dim", 1280);
        return new Qwen2VlConfig.Vision(
                vision.count("depth", 32),
                width,
                vision.count("num_heads", 16),
                Math.toIntExact((long) width * vision.count("mlp_ratio", 4)),
                vision.count("in_channels", 3),
                vision.count("patch_size", 14),
                vision.count("temporal_patch_size", 2),
                vision.count("spatial_merge_size", 2));
    }

    private Qwen2VlConfig.Language language() {
        text.expect("hidden_act", "silu");
        if (text.flag("use_sliding_window", false)) {
            throw new ModelException("%s: use_sliding_window: expected false, found true".formatted(text.what()));
        }
        int width = text.count("hidden_size");
        int heads = text.count("num_attention_heads");
        JsonFields rope = rope();
        return new Qwen2VlConfig.Language(
                width,
                text.count("num_hidden_layers"),
                heads,
                text.count("num_key_value_heads", heads),
                headDim(width, heads),
                text.count("intermediate_size"),
                text.count("vocab_size"),
                text.positive("rms_norm_eps", 1e-5),
                rope.positive("rope_theta", text.positive("rope_theta", 1e6)),
                rope.counts("mrope_section"),
                text.count("max_position_embeddings", 32_768),
                // Saves made before version 5 have this inside text_config.
                root.flag("tie_word_embeddings", false) || text.flag("tie_word_embeddings", false));
    }

    private int headDim(int width, int heads) {
        if (text.has("head_dim")) {
            return text.count("head_dim");
        }
        if (width % heads != 0) {
            throw new ModelException("%s: hidden_size: expected a multiple of num_attention_heads %d, found %d"
                    .formatted(text.what(), heads, width));
        }
        return width / heads;
    }

    private JsonFields rope() {
        JsonFields rope = text.object(text.has("rope_parameters") ? "rope_parameters" : "rope_scaling");
        String type = rope.text("rope_type", rope.text("type", "default"));
        if (!ROPE_TYPES.contains(type)) {
            throw new ModelException(
                    "%s: rope_type: expected mrope or default, found %s; remove the scaling of long contexts"
                            .formatted(rope.what(), type));
        }
        return rope;
    }
}
