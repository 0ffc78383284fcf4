package dev.descry.experts.qwen2vl;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.ModelException;
import dev.descry.model.config.Qwen2VlConfig.Vision;
import dev.descry.tensor.Normalisation;
import dev.descry.tensor.Qwen2VlPreprocessing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code preprocessor_config.json}; what it leaves out is as in transformers' class for this family. */
final class PreprocessorConfig {
    private static final double BYTE = 1 / 255.0;

    private final Path file;
    private final JsonNode fields;

    private PreprocessorConfig(Path file, JsonNode fields) {
        this.file = file;
        this.fields = fields;
    }

    /**
     * The preparation the package was trained with, its own pixel limits included.
     *
     * @throws ModelException when the file cannot be read or does not fit the vision encoder
     */
    static Qwen2VlPreprocessing read(Path file, Vision vision) {
        try {
            return new PreprocessorConfig(file, new ObjectMapper().readTree(file.toFile())).preprocessing(vision);
        } catch (JacksonException e) {
            throw new ModelException("%s: expected JSON, found %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new ModelException("%s: expected a readable file, found %s".formatted(file, e), e);
        } catch (IllegalArgumentException e) {
            throw new ModelException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private Qwen2VlPreprocessing preprocessing(Vision vision) {
        Qwen2VlPreprocessing common = Qwen2VlPreprocessing.DEFAULT;
        require("patch_size", vision.patch());
        require("temporal_patch_size", vision.temporalPatch());
        require("merge_size", vision.merge());
        return new Qwen2VlPreprocessing(
                pixels("min_pixels", "shortest_edge", common.minPixels()),
                pixels("max_pixels", "longest_edge", common.maxPixels()),
                vision.patch(),
                vision.temporalPatch(),
                vision.merge(),
                new Normalisation(
                        fields.path("rescale_factor").asDouble(BYTE),
                        channels("image_mean", common.normalisation().mean()),
                        channels("image_std", common.normalisation().std())));
    }

    private void require(String field, int expected) {
        int found = fields.path(field).asInt(expected);
        if (found != expected) {
            throw new ModelException(
                    "%s: %s: expected %d as in config.json, found %d".formatted(file, field, expected, found));
        }
    }

    /** Newer files keep these areas, not edges, under {@code size}. */
    private long pixels(String field, String newer, long otherwise) {
        return fields.path(field).asLong(fields.path("size").path(newer).asLong(otherwise));
    }

    private List<Double> channels(String field, List<Double> otherwise) {
        List<Double> values = new ArrayList<>();
        fields.path(field).forEach(value -> values.add(value.asDouble()));
        return values.isEmpty() ? otherwise : values;
    }
}
