package dev.descry.model.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import dev.descry.tensor.BlipPreprocessing;
import dev.descry.tensor.ClipPreprocessing;
import dev.descry.tensor.ClipPreprocessing.Offset;
import dev.descry.tensor.Normalisation;
import dev.descry.tensor.Qwen2VlPreprocessing;
import dev.descry.tensor.Size;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * A {@code preprocessor_config.json}: how a family of models wants its pictures. What the file leaves out is as in
 * transformers' class for that family. Every reading throws {@link ModelException} when the file does not fit the model.
 */
public final class ImageSettings {
    /** The file's name in every checkpoint and package. */
    public static final String FILE = "preprocessor_config.json";

    private static final double BYTE = 1 / 255.0;
    private static final int BICUBIC = 3;

    private final JsonFields fields;

    private ImageSettings(JsonFields fields) {
        this.fields = fields;
    }

    /**
     * Reads the file.
     *
     * @throws ModelException when it cannot be read or is no JSON object
     */
    public static ImageSettings read(Path file) {
        return new ImageSettings(JsonFields.read(file));
    }

    /**
     * The same settings with every step named. transformers takes missing ones from its classes' defaults;
     * transformers.js takes a missing step for one not wanted, and would feed the model pixels that were never
     * normalised. What a file says stays.
     */
    public static ObjectNode whole(JsonNode settings) {
        ObjectNode whole = JsonNodeFactory.instance.objectNode();
        whole.put("do_convert_rgb", true).put("do_resize", true).put("resample", BICUBIC);
        whole.put("do_rescale", true).put("rescale_factor", BYTE).put("do_normalize", true);
        settings.properties().forEach(member -> whole.set(member.getKey(), member.getValue()));
        return whole;
    }

    /** For BLIP and BLIP-2: brought to one square, whatever the shape. */
    public BlipPreprocessing blip(VitConfig vision) {
        int height = side("size", "height", vision.image());
        int width = side("size", "width", vision.image());
        if (height != vision.image() || width != vision.image()) {
            throw new ModelException("%s: size: expected %d x %d as in config.json, found %d x %d"
                    .formatted(fields.what(), vision.image(), vision.image(), height, width));
        }
        return new BlipPreprocessing(new Size(width, height), normalisation(Normalisation.CLIP));
    }

    /** For CLIP: the shorter side brought to a length, then the middle cut out. */
    public ClipPreprocessing clip(ClipConfig.Vision vision) {
        require("resample", BICUBIC);
        for (String step : new String[] {"do_resize", "do_center_crop"}) {
            if (!fields.flag(step, true)) {
                throw new ModelException("%s: %s: expected true, found false".formatted(fields.what(), step));
            }
        }
        int crop = side("crop_size", "height", vision.image());
        if (crop != vision.image()) {
            throw new ModelException("%s: crop_size: expected %d as in config.json, found %d"
                    .formatted(fields.what(), vision.image(), crop));
        }
        Normalisation normalisation = normalisation(Normalisation.CLIP);
        return fitting(() -> new ClipPreprocessing(side("size", "shortest_edge", crop), crop, offset(), normalisation));
    }

    /** For Qwen2-VL: cut into patches at about its own size, within the file's limits of area. */
    public Qwen2VlPreprocessing qwen2Vl(Qwen2VlConfig.Vision vision) {
        Qwen2VlPreprocessing common = Qwen2VlPreprocessing.DEFAULT;
        require("patch_size", vision.patch());
        require("temporal_patch_size", vision.temporalPatch());
        require("merge_size", vision.merge());
        Normalisation normalisation = normalisation(common.normalisation());
        return fitting(() -> new Qwen2VlPreprocessing(
                pixels("min_pixels", "shortest_edge", common.minPixels()),
                pixels("max_pixels", "longest_edge", common.maxPixels()),
                vision.patch(),
                vision.temporalPatch(),
                vision.merge(),
                normalisation));
    }

    private Normalisation normalisation(Normalisation otherwise) {
        return fitting(() -> new Normalisation(
                fields.positive("rescale_factor", BYTE),
                fields.numbers("image_mean", otherwise.mean()),
                fields.numbers("image_std", otherwise.std())));
    }

    private <T> T fitting(Supplier<T> made) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            throw new ModelException("%s: %s".formatted(fields.what(), e.getMessage()), e);
        }
    }

    private void require(String field, int expected) {
        long found = fields.has(field) ? fields.size(field) : expected;
        if (found != expected) {
            throw new ModelException("%s: %s: expected %d%s, found %d"
                    .formatted(
                            fields.what(),
                            field,
                            expected,
                            field.equals("resample") ? " (bicubic)" : " as in config.json",
                            found));
        }
    }

    /** Older files give a number where newer ones give an object. */
    private int side(String field, String member, int otherwise) {
        boolean object = fields.has(field) && fields.node().get(field).isObject();
        return object ? fields.object(field).count(member, otherwise) : fields.count(field, otherwise);
    }

    /** Newer files keep these areas, not edges, under {@code size}. */
    private long pixels(String field, String newer, long otherwise) {
        JsonFields size = fields.part("size");
        if (fields.has(field)) {
            return fields.size(field);
        }
        return size.has(newer) ? size.size(newer) : otherwise;
    }

    /** A key of Descry's own, written for checkpoints of open_clip. */
    private Offset offset() {
        String name = fields.text("crop_offset", "down");
        return switch (name) {
            case "down" -> Offset.DOWN;
            case "half_even" -> Offset.HALF_EVEN;
            default ->
                throw new ModelException(
                        "%s: crop_offset: expected down or half_even, found %s".formatted(fields.what(), name));
        };
    }
}
