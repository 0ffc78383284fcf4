package dev.descry.model.checkpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import dev.descry.model.config.ImageSettings;
import dev.descry.model.config.QuantizationConfig;
import dev.descry.model.weights.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An opened checkpoint folder in the layout of Hugging Face or of open_clip: a configuration, weights in safetensors or a
 * file of {@code torch.save}, and small files beside them. Weights are mapped, not read. Close it when the last
 * {@link dev.descry.model.weights.Weight} has been used.
 */
public final class Checkpoint implements AutoCloseable {
    private static final String IMAGES = ImageSettings.FILE;

    /** Where saves by transformers 5 keep the image settings, among those of other inputs. */
    private static final String ALL_INPUTS = "processor_config.json";

    /** Small files that a package built from the checkpoint carries on, where they exist. */
    private static final List<String> COMPANIONS = List.of(
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "chat_template.json",
            "chat_template.jinja");

    private static final String CONFIG = "config.json";

    private final Path folder;
    private final JsonFields config;
    private final JsonFields images;
    private final Weights weights;

    private Checkpoint(Path folder, JsonFields config, JsonFields images, Weights weights) {
        this.folder = folder;
        this.config = config;
        this.images = images;
        this.weights = weights;
    }

    /**
     * Opens a folder.
     *
     * @throws ModelException when {@code config.json}, the tokenizer, the image settings or weights are missing or
     *     damaged
     */
    public static Checkpoint open(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new ModelException("%s: expected a checkpoint folder, found none".formatted(folder));
        }
        if (isOpenClip(folder)) {
            OpenClipConfig config = OpenClipConfig.read(folder);
            requireTokenizer(folder);
            Weights weights = new OpenClipWeights(
                    CheckpointWeights.open(folder, CheckpointWeights.OPEN_CLIP, UnaryOperator.identity()));
            return new Checkpoint(folder, config.config(), config.preprocessor(), weights);
        }
        JsonFields config = JsonFields.read(folder.resolve(CONFIG));
        requireTokenizer(folder);
        return new Checkpoint(
                folder,
                config,
                imageSettings(folder),
                CheckpointWeights.open(folder, CheckpointWeights.HUGGING_FACE, CheckpointNames::newer));
    }

    private static void requireTokenizer(Path folder) {
        if (!Files.isRegularFile(folder.resolve("tokenizer.json"))) {
            throw new ModelException("%s: expected tokenizer.json beside config.json, found none".formatted(folder));
        }
    }

    private static JsonFields imageSettings(Path folder) {
        if (Files.isRegularFile(folder.resolve(IMAGES))) {
            return JsonFields.read(folder.resolve(IMAGES));
        }
        if (!Files.isRegularFile(folder.resolve(ALL_INPUTS))) {
            throw new ModelException(
                    "%s: expected %s or %s beside config.json, found neither".formatted(folder, IMAGES, ALL_INPUTS));
        }
        return JsonFields.read(folder.resolve(ALL_INPUTS)).object("image_processor");
    }

    /** Whether a folder looks like a checkpoint: a configuration and weights in a form that is read. */
    public static boolean isCheckpoint(Path folder) {
        return isOpenClip(folder) || isHuggingFace(folder);
    }

    private static boolean isHuggingFace(Path folder) {
        return Files.isRegularFile(folder.resolve(CONFIG))
                && CheckpointWeights.in(folder, CheckpointWeights.HUGGING_FACE).isPresent();
    }

    // Published repositories may hold both layouts; Hugging Face's is then taken.
    private static boolean isOpenClip(Path folder) {
        return Files.isRegularFile(folder.resolve(OpenClipConfig.FILE))
                && CheckpointWeights.in(folder, CheckpointWeights.OPEN_CLIP).isPresent()
                && CheckpointWeights.in(folder, CheckpointWeights.HUGGING_FACE).isEmpty();
    }

    public Path folder() {
        return folder;
    }

    /** {@code config.json} as it stands, or as it would for a checkpoint of open_clip. */
    public JsonNode config() {
        return config.node();
    }

    /** The family the configuration names, for example {@code qwen2_vl}. */
    public String family() {
        return config.text("model_type");
    }

    /** How the language model's weights are packed; empty where they are plain. */
    public Optional<QuantizationConfig> quantization() {
        return QuantizationConfig.of(config.node());
    }

    /** The weights under the newer names. Closed with the checkpoint. */
    public Weights weights() {
        return weights;
    }

    /**
     * Copies the small files that a package carries on, those that exist. Image settings come out as
     * {@code preprocessor_config.json} from either form, and whole.
     *
     * @throws ModelException when one cannot be read or written
     */
    public void copyCompanions(Path target) {
        try {
            for (String name : COMPANIONS) {
                if (Files.isRegularFile(folder.resolve(name))) {
                    Files.copy(folder.resolve(name), target.resolve(name));
                }
            }
            if (isOpenClip(folder)) {
                Files.writeString(target.resolve(CONFIG), config.node().toPrettyString() + "\n");
            } else {
                Files.copy(folder.resolve(CONFIG), target.resolve(CONFIG));
            }
            Files.writeString(
                    target.resolve(IMAGES), ImageSettings.whole(images.node()).toPrettyString() + "\n");
        } catch (IOException e) {
            throw new ModelException("%s: expected to copy its settings, found %s".formatted(folder, e), e);
        }
    }

    @Override
    public void close() {
        weights.close();
    }
}
