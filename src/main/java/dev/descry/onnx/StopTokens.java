package dev.descry.onnx;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.ModelException;
import dev.descry.model.packages.ModelPackage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The tokens that end an answer: all that a package's configurations name, one number or a list each. */
public record StopTokens(Set<Integer> ids) {
    public StopTokens {
        ids = Set.copyOf(ids);
    }

    /**
     * Reads {@code eos_token_id} of generation_config.json and of config.json, where newer ones keep it under
     * {@code text_config}.
     *
     * @throws ModelException when none is named: an answer would never end
     */
    static StopTokens of(ModelPackage files) {
        Set<Integer> ids = new HashSet<>();
        collect(files.config().path("eos_token_id"), ids);
        collect(files.config().path("text_config").path("eos_token_id"), ids);
        Optional<Path> generation = files.optionalFile("generation_config.json");
        if (generation.isPresent()) {
            collect(read(generation.get()).path("eos_token_id"), ids);
        }
        if (ids.isEmpty()) {
            throw new ModelException("%s: expected eos_token_id in generation_config.json or config.json, found none"
                    .formatted(files.folder()));
        }
        return new StopTokens(ids);
    }

    private static void collect(JsonNode value, Set<Integer> ids) {
        if (value.isInt()) {
            ids.add(value.intValue());
        }
        value.forEach(one -> collect(one, ids));
    }

    private static JsonNode read(Path file) {
        try {
            return new ObjectMapper().readTree(file.toFile());
        } catch (JacksonException e) {
            throw new ModelException("%s: expected JSON, found %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new ModelException("%s: expected a readable file, found %s".formatted(file, e), e);
        }
    }

    boolean contains(int id) {
        return ids.contains(id);
    }

    /** Makes every one of them impossible. */
    void forbid(float[] logits) {
        ids.stream().filter(id -> id < logits.length).forEach(id -> logits[id] = Float.NEGATIVE_INFINITY);
    }
}
