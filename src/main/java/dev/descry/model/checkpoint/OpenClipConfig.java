package dev.descry.model.checkpoint;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import dev.descry.model.config.ClipConfig;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;

/**
 * An {@code open_clip_config.json}, said again in the words of Hugging Face: the same model as {@code config.json} and
 * {@code preprocessor_config.json}. Whatever would make it another model is refused.
 */
final class OpenClipConfig {
    static final String FILE = "open_clip_config.json";

    private static final Set<String> MODEL = Set.of("embed_dim", "vision_cfg", "text_cfg", "quick_gelu");
    private static final Set<String> VISION =
            Set.of("image_size", "layers", "width", "head_width", "mlp_ratio", "patch_size", "patch_dropout");
    private static final Set<String> TEXT =
            Set.of("context_length", "vocab_size", "width", "heads", "layers", "mlp_ratio");

    /** Those of the library's configuration classes. */
    private static final int USUAL_LAYERS = 12;

    private final JsonFields root;
    private final JsonFields model;
    private final JsonFields vision;

    private OpenClipConfig(JsonFields root) {
        this.root = root;
        this.model = root.object("model_cfg");
        this.vision = model.object("vision_cfg");
        requireKnown(model, MODEL);
        requireKnown(vision, VISION);
        requireKnown(model.object("text_cfg"), TEXT);
    }

    static OpenClipConfig read(Path folder) {
        return new OpenClipConfig(JsonFields.read(folder.resolve(FILE)));
    }

    private static void requireKnown(JsonFields fields, Set<String> known) {
        Set<String> others = new TreeSet<>();
        fields.node().fieldNames().forEachRemaining(others::add);
        others.removeAll(known);
        if (!others.isEmpty()) {
            throw new ModelException("%s: expected a plain CLIP model with %s, found also %s"
                    .formatted(fields.what(), new TreeSet<>(known), others));
        }
    }

    /** The model as {@code config.json} would describe it. */
    JsonFields config() {
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("model_type", ClipConfig.FAMILY).put("projection_dim", model.count("embed_dim"));
        int width = vision.count("width", 768);
        ObjectNode image = tower(json.putObject("vision_config"), vision, width, width / headWidth(width));
        image.put("image_size", vision.count("image_size", 224)).put("patch_size", vision.count("patch_size", 16));
        JsonFields words = model.object("text_cfg");
        ObjectNode text =
                tower(json.putObject("text_config"), words, words.count("width", 512), words.count("heads", 8));
        text.put("vocab_size", words.count("vocab_size", 49_408))
                .put("max_position_embeddings", words.count("context_length", 77))
                .put("eos_token_id", ClipConfig.Text.LARGEST);
        return new JsonFields(root.what(), json);
    }

    private int headWidth(int width) {
        int head = vision.count("head_width", 64);
        if (width % head != 0) {
            throw new ModelException(
                    "%s: width: expected a multiple of head_width %d, found %d".formatted(vision.what(), head, width));
        }
        return head;
    }

    private ObjectNode tower(ObjectNode target, JsonFields part, int width, int heads) {
        return target.put("hidden_size", width)
                .put("num_hidden_layers", part.count("layers", USUAL_LAYERS))
                .put("num_attention_heads", heads)
                .put("intermediate_size", (int) (width * part.positive("mlp_ratio", 4)))
                .put("hidden_act", model.flag("quick_gelu", false) ? "quick_gelu" : "gelu");
    }

    /** The preparation of images as {@code preprocessor_config.json} would describe it, and torchvision's crop. */
    JsonFields preprocessor() {
        int side = vision.count("image_size", 224);
        ObjectNode json = JsonFields.MAPPER.createObjectNode();
        json.put("image_processor_type", "CLIPImageProcessor").put("crop_offset", "half_even");
        json.putObject("size").put("shortest_edge", side);
        json.putObject("crop_size").put("height", side).put("width", side);
        if (root.has("preprocess_cfg")) {
            JsonFields how = root.object("preprocess_cfg");
            require(how, "interpolation", "bicubic");
            require(how, "resize_mode", "shortest");
            copy(how, "mean", json, "image_mean");
            copy(how, "std", json, "image_std");
        }
        return new JsonFields(root.what(), json);
    }

    private static void require(JsonFields how, String key, String only) {
        if (!how.text(key, only).equals(only)) {
            throw new ModelException("%s: %s: expected %s, found %s".formatted(how.what(), key, only, how.text(key)));
        }
    }

    private static void copy(JsonFields from, String key, ObjectNode to, String name) {
        if (from.has(key)) {
            to.set(name, from.node().get(key));
        }
    }
}
