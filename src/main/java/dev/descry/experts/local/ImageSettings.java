package dev.descry.experts.local;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.ModelException;
import dev.descry.tensor.BlipPreprocessing;
import dev.descry.tensor.Normalisation;
import dev.descry.tensor.Size;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code preprocessor_config.json}; what it leaves out is as CLIP has it. */
public final class ImageSettings {
    private static final double BYTE = 1 / 255.0;

    private final Path file;
    private final JsonNode fields;

    private ImageSettings(Path file, JsonNode fields) {
        this.file = file;
        this.fields = fields;
    }

    /**
     * Reads the file.
     *
     * @throws ModelException when it cannot be read
     */
    public static ImageSettings read(Path file) {
        try {
            return new ImageSettings(file, new ObjectMapper().readTree(file.toFile()));
        } catch (JacksonException e) {
            throw new ModelException("%s: expected JSON, found %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new ModelException("%s: expected a readable file, found %s".formatted(file, e), e);
        }
    }

    /**
     * The preparation of pictures that are brought to one square.
     *
     * @param side that the vision encoder reads, and a file without a size means
     * @throws ModelException when the file asks for another
     */
    public BlipPreprocessing square(int side) {
        JsonNode size = fields.path("size");
        int height = size.isInt() ? size.intValue() : size.path("height").asInt(side);
        int width = size.isInt() ? size.intValue() : size.path("width").asInt(side);
        if (height != side || width != side) {
            throw new ModelException("%s: size: expected %d x %d as in config.json, found %d x %d"
                    .formatted(file, side, side, height, width));
        }
        return new BlipPreprocessing(new Size(width, height), normalisation());
    }

    private Normalisation normalisation() {
        try {
            return new Normalisation(
                    fields.path("rescale_factor").asDouble(BYTE),
                    channels("image_mean", Normalisation.CLIP.mean()),
                    channels("image_std", Normalisation.CLIP.std()));
        } catch (IllegalArgumentException e) {
            throw new ModelException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private List<Double> channels(String field, List<Double> otherwise) {
        List<Double> values = new ArrayList<>();
        fields.path(field).forEach(value -> values.add(value.asDouble()));
        return values.isEmpty() ? otherwise : values;
    }
}
