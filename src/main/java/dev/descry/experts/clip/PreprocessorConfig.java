package dev.descry.experts.clip;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.ModelException;
import dev.descry.model.config.ClipConfig;
import dev.descry.tensor.ClipPreprocessing;
import dev.descry.tensor.ClipPreprocessing.Offset;
import dev.descry.tensor.Normalisation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code preprocessor_config.json}; what it leaves out is as in transformers' class for this family. */
final class PreprocessorConfig {
    private static final double BYTE = 1 / 255.0;
    private static final int BICUBIC = 3;

    private final Path file;
    private final JsonNode fields;

    private PreprocessorConfig(Path file, JsonNode fields) {
        this.file = file;
        this.fields = fields;
    }

    /**
     * The preparation the package was trained with.
     *
     * @throws ModelException when the file cannot be read or does not fit the image tower
     */
    static ClipPreprocessing read(Path file, ClipConfig.Vision vision) {
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

    private ClipPreprocessing preprocessing(ClipConfig.Vision vision) {
        require("resample", fields.path("resample").asInt(BICUBIC), BICUBIC);
        require("do_resize", fields.path("do_resize").asBoolean(true), true);
        require("do_center_crop", fields.path("do_center_crop").asBoolean(true), true);
        int crop = side("crop_size", "height", vision.image());
        require("crop_size", crop, vision.image());
        return new ClipPreprocessing(
                side("size", "shortest_edge", crop),
                crop,
                offset(),
                new Normalisation(
                        fields.path("rescale_factor").asDouble(BYTE),
                        channels("image_mean", Normalisation.CLIP.mean()),
                        channels("image_std", Normalisation.CLIP.std())));
    }

    private void require(String field, Object found, Object expected) {
        if (!found.equals(expected)) {
            throw new ModelException("%s: %s: expected %s, found %s".formatted(file, field, expected, found));
        }
    }

    /** Older files give a number where newer ones give an object. */
    private int side(String field, String member, int otherwise) {
        JsonNode value = fields.path(field);
        return value.isObject() ? value.path(member).asInt(otherwise) : value.asInt(otherwise);
    }

    /** A key of Descry's own, written for checkpoints of open_clip. */
    private Offset offset() {
        String name = fields.path("crop_offset").asText("down");
        return switch (name) {
            case "down" -> Offset.DOWN;
            case "half_even" -> Offset.HALF_EVEN;
            default ->
                throw new ModelException("%s: crop_offset: expected down or half_even, found %s".formatted(file, name));
        };
    }

    private List<Double> channels(String field, List<Double> otherwise) {
        List<Double> values = new ArrayList<>();
        fields.path(field).forEach(value -> values.add(value.asDouble()));
        return values.isEmpty() ? otherwise : values;
    }
}
