package dev.descry.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The sizes of one Qwen2-VL model, as its {@code config.json} gives them.
 *
 * @param imageToken id whose embedding rows are replaced by image features
 * @param videoToken id reserved for video frames
 * @param visionStart id before the first image token
 * @param visionEnd id after the last image token
 */
public record Qwen2VlConfig(
        Vision vision, Language language, int imageToken, int videoToken, int visionStart, int visionEnd) {

    /** The {@code model_type} of this family. */
    public static final String FAMILY = "qwen2_vl";

    /**
     * The vision encoder: patches [N, channels · temporalPatch · patch²] to features [N / merge², language width].
     *
     * @param depth number of blocks
     * @param width features of one patch inside the blocks
     * @param intermediate features between the two linear layers of a block
     * @param patch side of a square patch in pixels
     * @param temporalPatch frames in one patch; a still image is repeated
     * @param merge patches merged along each axis into one image token
     */
    public record Vision(
            int depth, int width, int heads, int intermediate, int channels, int patch, int temporalPatch, int merge) {
        public Vision {
            if (width % heads != 0 || width / heads % 4 != 0) {
                throw new ModelException(
                        "vision_config: expected a head size divisible by 4 (two axes, two halves), found %d / %d"
                                .formatted(width, heads));
            }
        }

        /** Features of one attention head. */
        public int headDim() {
            return width / heads;
        }

        /** Values of one patch. */
        public int patchValues() {
            return channels * temporalPatch * patch * patch;
        }
    }

    /**
     * The language model.
     *
     * @param width features of one token (H)
     * @param kvHeads key and value heads; each serves {@code heads / kvHeads} query heads
     * @param vocab rows of the embedding table, of which the tokenizer may use fewer
     * @param normEps added under the root of every RMSNorm
     * @param ropeTheta base of the rotary frequencies
     * @param mropeSection rotary lanes of the time, height and width axes; their sum is half of headDim
     * @param tiedHead whether the output layer is the embedding table
     */
    public record Language(
            int width,
            int layers,
            int heads,
            int kvHeads,
            int headDim,
            int intermediate,
            int vocab,
            double normEps,
            double ropeTheta,
            List<Integer> mropeSection,
            int maxPositions,
            boolean tiedHead) {
        public Language {
            mropeSection = List.copyOf(mropeSection);
            if (heads % kvHeads != 0) {
                throw new ModelException("num_key_value_heads: expected a divisor of num_attention_heads %d, found %d"
                        .formatted(heads, kvHeads));
            }
            int lanes = mropeSection.stream().mapToInt(Integer::intValue).sum();
            if (mropeSection.size() != 3 || headDim % 2 != 0 || lanes != headDim / 2) {
                throw new ModelException(
                        "mrope_section: expected three numbers that add up to half of head_dim %d, found %s"
                                .formatted(headDim, mropeSection));
            }
        }

        /** The decoder as a runtime sees it. */
        public DecoderSizes sizes() {
            return new DecoderSizes(layers, kvHeads, headDim, width, vocab, maxPositions, 3, Optional.empty());
        }
    }

    /**
     * Reads a {@code config.json}, in the flat form of the published checkpoints or the nested one of newer saves.
     *
     * @throws ModelException when it is another family's or lacks something
     */
    public static Qwen2VlConfig read(Path configJson) {
        return new Qwen2VlConfigReader(JsonFields.read(configJson)).config();
    }

    /**
     * As {@link #read}, from parsed JSON.
     *
     * @throws ModelException when it is another family's or lacks something
     */
    public static Qwen2VlConfig of(JsonNode config) {
        return new Qwen2VlConfigReader(new JsonFields("config.json", config)).config();
    }
}
