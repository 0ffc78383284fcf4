package dev.descry.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;

/**
 * The sizes of one BLIP-2 model. Published files are pruned: most of what they mean stands in transformers' classes.
 *
 * @param imageToken id in whose places the language model reads the image
 */
public record Blip2Config(VitConfig vision, QFormerConfig qformer, LanguageConfig language, int imageToken) {
    /** The {@code model_type} of this family. */
    public static final String FAMILY = "blip-2";

    /**
     * Reads a {@code config.json}.
     *
     * @throws ModelException when it is another family's or lacks something
     */
    public static Blip2Config of(JsonNode config) {
        JsonFields root = new JsonFields("config.json", config);
        root.expect("model_type", FAMILY);
        LanguageConfig language = language(root.part("text_config"));
        return new Blip2Config(
                VitConfig.read(root.part("vision_config"), VitConfig.BLIP2),
                QFormerConfig.read(root.part("qformer_config"), root.count("num_query_tokens", 32)),
                language,
                // Files from before transformers 4.48 name none; then only its row must exist, as it is never read.
                root.count("image_token_index", 1));
    }

    private static LanguageConfig language(JsonFields text) {
        String type = text.text("model_type", "opt");
        return switch (type) {
            case "opt" -> OptConfig.read(text);
            case "t5" -> T5Config.read(text);
            default ->
                throw new ModelException("%s: model_type: expected opt or t5, found %s".formatted(text.what(), type));
        };
    }
}
