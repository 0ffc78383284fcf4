package dev.descry.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import java.nio.file.Path;

/**
 * The sizes of one CLIP model, as its {@code config.json} gives them: two transformers whose outputs are projected into
 * one space.
 *
 * @param projection features of an image or text embedding
 */
public record ClipConfig(Vision vision, Text text, int projection) {

    /** The {@code model_type} of this family. */
    public static final String FAMILY = "clip";

    /** What stands between the two linear layers of a block. */
    public enum Activation {
        /** x · sigmoid(1.702 x): OpenAI's checkpoints. */
        QUICK_GELU,
        /** x · Φ(x), exact: LAION's checkpoints. */
        GELU
    }

    /**
     * A stack of transformer blocks, norm first.
     *
     * @param width features of one position
     * @param intermediate features between the two linear layers of a block
     * @param normEps added to the variance under the root of every LayerNorm
     */
    public record Tower(int width, int layers, int heads, int intermediate, Activation activation, double normEps) {
        public Tower {
            if (width % heads != 0) {
                throw new ModelException(
                        "hidden_size: expected a multiple of num_attention_heads %d, found %d".formatted(heads, width));
            }
        }
    }

    /**
     * The image tower: pixels [B, 3, image, image] to embeddings [B, projection].
     *
     * @param image side of the square image in pixels
     * @param patch side of a square patch in pixels
     */
    public record Vision(Tower tower, int image, int patch) {
        public Vision {
            if (image % patch != 0) {
                throw new ModelException(
                        "image_size: expected a multiple of patch_size %d, found %d".formatted(patch, image));
            }
        }

        /** Positions of one image: its patches after the class token. */
        public int positions() {
            int side = image / patch;
            return 1 + side * side;
        }
    }

    /**
     * The text tower: token ids [B, S] to embeddings [B, projection].
     *
     * @param vocab rows of the token table
     * @param positions the most tokens of one text, both marks counted
     * @param endOfText id whose first position is read out; {@link #LARGEST} reads out the largest id instead
     */
    public record Text(Tower tower, int vocab, int positions, int endOfText) {
        /** What OpenAI's files say wrongly, and every reader since takes to mean the largest id. */
        public static final int LARGEST = 2;

        /** Whether the position of the largest id is read out. */
        public boolean readsLargest() {
            return endOfText == LARGEST;
        }
    }

    /**
     * Reads a {@code config.json}.
     *
     * @throws ModelException when it is another family's or something in it cannot be
     */
    public static ClipConfig read(Path configJson) {
        return new ClipConfigReader(JsonFields.read(configJson)).config();
    }

    /**
     * As {@link #read}, from parsed JSON.
     *
     * @throws ModelException when it is another family's or something in it cannot be
     */
    public static ClipConfig of(JsonNode config) {
        return new ClipConfigReader(new JsonFields("config.json", config)).config();
    }
}
