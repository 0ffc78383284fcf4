package dev.descry.model.graph;

import dev.descry.model.ModelException;
import dev.descry.model.config.ClipConfig;
import dev.descry.model.config.ClipConfig.Text;
import dev.descry.model.config.ClipConfig.Tower;
import dev.descry.model.config.ClipConfig.Vision;
import dev.descry.model.weights.Weights;

/** The names of a CLIP checkpoint's weights, and the shapes they must have. */
final class ClipWeights {
    static final String VISION = "vision_model.";
    static final String TEXT = "text_model.";
    static final String CLASS = VISION + "embeddings.class_embedding";
    static final String PATCHES = VISION + "embeddings.patch_embedding.weight";
    static final String IMAGE_POSITIONS = VISION + "embeddings.position_embedding.weight";
    /** Spelt so in every checkpoint. */
    static final String BEFORE_BLOCKS = VISION + "pre_layrnorm";

    static final String AFTER_BLOCKS = VISION + "post_layernorm";
    static final String TOKENS = TEXT + "embeddings.token_embedding.weight";
    static final String TEXT_POSITIONS = TEXT + "embeddings.position_embedding.weight";
    static final String AFTER_TEXT = TEXT + "final_layer_norm";
    static final String VISUAL_PROJECTION = "visual_projection";
    static final String TEXT_PROJECTION = "text_projection";

    private final WeightShapes shapes;

    private ClipWeights(Weights weights) {
        shapes = new WeightShapes(weights);
    }

    /**
     * Requires every weight in the shape that the configuration asks for.
     *
     * @throws ModelException naming the first that is missing or has another shape
     */
    static void require(ClipConfig config, Weights weights) {
        ClipWeights expected = new ClipWeights(weights);
        expected.vision(config.vision(), config.projection());
        expected.text(config.text(), config.projection());
    }

    /** What the names of a block's weights begin with. */
    static String block(String tower, int layer) {
        return tower + "encoder.layers." + layer;
    }

    private void vision(Vision vision, long projection) {
        long width = vision.tower().width();
        shapes.require(CLASS, width);
        shapes.require(PATCHES, width, 3, vision.patch(), vision.patch());
        shapes.require(IMAGE_POSITIONS, vision.positions(), width);
        shapes.norm(BEFORE_BLOCKS, width);
        blocks(VISION, vision.tower());
        shapes.norm(AFTER_BLOCKS, width);
        shapes.require(VISUAL_PROJECTION + ".weight", projection, width);
    }

    private void text(Text text, long projection) {
        long width = text.tower().width();
        shapes.require(TOKENS, text.vocab(), width);
        shapes.require(TEXT_POSITIONS, text.positions(), width);
        blocks(TEXT, text.tower());
        shapes.norm(AFTER_TEXT, width);
        shapes.require(TEXT_PROJECTION + ".weight", projection, width);
    }

    private void blocks(String root, Tower tower) {
        long width = tower.width();
        for (int layer = 0; layer < tower.layers(); layer++) {
            String name = block(root, layer);
            shapes.norm(name + ".layer_norm1", width);
            for (String part : new String[] {"q", "k", "v", "out"}) {
                shapes.linear(name + ".self_attn." + part + "_proj", width, width);
            }
            shapes.norm(name + ".layer_norm2", width);
            shapes.linear(name + ".mlp.fc1", tower.intermediate(), width);
            shapes.linear(name + ".mlp.fc2", width, tower.intermediate());
        }
    }
}
