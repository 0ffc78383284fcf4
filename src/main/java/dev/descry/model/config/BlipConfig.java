package dev.descry.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.JsonFields;

/** The sizes of one BLIP captioner. Published files are pruned: most of what they mean stands in transformers' classes. */
public record BlipConfig(VitConfig vision, BertConfig language) {
    /** The {@code model_type} of this family. */
    public static final String FAMILY = "blip";

    /**
     * Reads a {@code config.json}.
     *
     * @throws dev.descry.model.ModelException when it is another family's or lacks something
     */
    public static BlipConfig of(JsonNode config) {
        JsonFields root = new JsonFields("config.json", config);
        root.expect("model_type", FAMILY);
        VitConfig vision = VitConfig.read(root.part("vision_config"), VitConfig.BLIP);
        return new BlipConfig(vision, BertConfig.read(root.part("text_config"), vision.width()));
    }
}
