package dev.descry.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An opened Hugging Face checkpoint folder: {@code config.json}, weights in safetensors and small files beside them.
 * Weights are mapped, not read. Close it when the last {@link Weight} has been used.
 */
public final class Checkpoint implements AutoCloseable {
    private static final String IMAGES = "preprocessor_config.json";

    /** Where saves by transformers 5 keep the image settings, among those of other inputs. */
    private static final String ALL_INPUTS = "processor_config.json";

    /** Small files that a package built from the checkpoint carries on, where they exist. */
    private static final List<String> COMPANIONS = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "chat_template.json",
            "chat_template.jinja");

    private final Path folder;
    private final JsonFields config;
    private final CheckpointWeights weights;

    private Checkpoint(Path folder, JsonFields config, CheckpointWeights weights) {
        this.folder = folder;
        this.config = config;
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
        JsonFields config = JsonFields.read(folder.resolve("config.json"));
        if (!Files.isRegularFile(folder.resolve("tokenizer.json"))) {
            throw new ModelException("%s: expected tokenizer.json beside config.json, found none".formatted(folder));
        }
        if (!Files.isRegularFile(folder.resolve(IMAGES)) && !Files.isRegularFile(folder.resolve(ALL_INPUTS))) {
            throw new ModelException(
                    "%s: expected %s or %s beside config.json, found neither".formatted(folder, IMAGES, ALL_INPUTS));
        }
        return new Checkpoint(folder, config, CheckpointWeights.open(folder));
    }

    /** Whether a folder looks like a checkpoint: a {@code config.json} and weights in safetensors. */
    public static boolean isCheckpoint(Path folder) {
        return Files.isRegularFile(folder.resolve("config.json"))
                && (Files.isRegularFile(folder.resolve(CheckpointWeights.SINGLE))
                        || Files.isRegularFile(folder.resolve(CheckpointWeights.INDEX)));
    }

    public Path folder() {
        return folder;
    }

    /** {@code config.json} as it stands. */
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
            Files.writeString(
                    target.resolve(IMAGES), ImageSettings.whole(imageSettings()).toPrettyString() + "\n");
        } catch (IOException e) {
            throw new ModelException("%s: expected to copy its settings, found %s".formatted(folder, e), e);
        }
    }

    private JsonNode imageSettings() {
        return Files.isRegularFile(folder.resolve(IMAGES))
                ? JsonFields.read(folder.resolve(IMAGES)).node()
                : JsonFields.read(folder.resolve(ALL_INPUTS))
                        .object("image_processor")
                        .node();
    }

    @Override
    public void close() {
        weights.close();
    }
}
