package dev.descry.model.config;

import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import dev.descry.model.config.ClipConfig.Activation;

/**
 * Reads {@link ClipConfig}. Values left out are filled in as the configuration classes of Hugging Face transformers 5
 * do: those of ViT-B/32.
 */
final class ClipConfigReader {
    private final JsonFields root;

    ClipConfigReader(JsonFields root) {
        String family = root.text("model_type");
        if (!family.equals(ClipConfig.FAMILY)) {
            throw new ModelException(
                    "%s: model_type: expected %s, found %s".formatted(root.what(), ClipConfig.FAMILY, family));
        }
        this.root = root;
    }

    ClipConfig config() {
        return new ClipConfig(
                vision(part("vision_config")), text(part("text_config")), root.count("projection_dim", 512));
    }

    // Files of 2022 say everything twice; where the older form is there, it alone counts.
    private JsonFields part(String name) {
        String older = name + "_dict";
        if (root.has(older)) {
            return root.object(older);
        }
        return root.has(name) ? root.object(name) : new JsonFields(name, JsonFields.MAPPER.createObjectNode());
    }

    private static ClipConfig.Vision vision(JsonFields vision) {
        if (vision.count("num_channels", 3) != 3) {
            throw new ModelException(
                    "%s: num_channels: expected 3, found %d".formatted(vision.what(), vision.count("num_channels")));
        }
        return new ClipConfig.Vision(
                tower(vision, 768, 12, 3072), vision.count("image_size", 224), vision.count("patch_size", 32));
    }

    private static ClipConfig.Text text(JsonFields text) {
        return new ClipConfig.Text(
                tower(text, 512, 8, 2048),
                text.count("vocab_size", 49_408),
                text.count("max_position_embeddings", 77),
                text.count("eos_token_id", 49_407));
    }

    private static ClipConfig.Tower tower(JsonFields part, int width, int heads, int intermediate) {
        return new ClipConfig.Tower(
                part.count("hidden_size", width),
                part.count("num_hidden_layers", 12),
                part.count("num_attention_heads", heads),
                part.count("intermediate_size", intermediate),
                activation(part),
                part.positive("layer_norm_eps", 1e-5));
    }

    private static Activation activation(JsonFields part) {
        String name = part.text("hidden_act", "quick_gelu");
        return switch (name) {
            case "quick_gelu" -> Activation.QUICK_GELU;
            case "gelu" -> Activation.GELU;
            default ->
                throw new ModelException(
                        "%s: hidden_act: expected quick_gelu or gelu, found %s".formatted(part.what(), name));
        };
    }
}
