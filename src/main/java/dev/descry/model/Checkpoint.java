package dev.descry.model;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * An opened Hugging Face checkpoint folder: {@code config.json}, weights in safetensors and the small files beside them.
 * Weights are mapped, not read. Close it when the last {@link Weight} has been used.
 */
public final class Checkpoint implements AutoCloseable {
    /** Small files that a package built from the checkpoint carries on, where they exist. */
    private static final List<String> COMPANIONS = List.of(
            "config.json",
            "generation_config.json",
            "preprocessor_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "chat_template.json",
            "chat_template.jinja");

    private static final List<String> REQUIRED = List.of("preprocessor_config.json", "tokenizer.json");

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
        for (String name : REQUIRED) {
            if (!Files.isRegularFile(folder.resolve(name))) {
                throw new ModelException("%s: expected %s beside config.json, found none".formatted(folder, name));
            }
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

    /** The small files to carry on into a package, those that exist. */
    public List<Path> companions() {
        return COMPANIONS.stream()
                .map(folder::resolve)
                .filter(Files::isRegularFile)
                .toList();
    }

    @Override
    public void close() {
        weights.close();
    }
}
