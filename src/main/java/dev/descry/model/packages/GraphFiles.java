package dev.descry.model.packages;

import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.config.Blip2Config;
import dev.descry.model.config.BlipConfig;
import dev.descry.model.config.ClipConfig;
import dev.descry.model.config.Qwen2VlConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a package keeps the graphs of each family, and which of several precisions to take. */
final class GraphFiles {
    private static final String VISION = "vision_encoder";
    private static final String EMBED = "embed_tokens";
    private static final String ENCODER = "encoder_model";
    private static final String DECODER = "decoder_model_merged";

    /** Graphs a package must have, by family. A family with two kinds of language models stands here with each. */
    private static final Map<String, List<String>> NAMES = Map.of(
            Qwen2VlConfig.FAMILY,
            List.of(VISION, EMBED, DECODER),
            Blip2Config.FAMILY,
            List.of(VISION, EMBED, DECODER),
            Blip2Config.FAMILY + "/t5",
            List.of(VISION, EMBED, ENCODER, DECODER),
            BlipConfig.FAMILY,
            List.of(VISION, EMBED, ENCODER, DECODER),
            ClipConfig.FAMILY,
            List.of("vision_model", "text_model"));

    /**
     * File name suffixes in order of preference where nobody asked for one: exact before coarse, and graphs with 16-bit
     * inputs last. Ours are those of {@link Precision}; the others are what transformers.js and optimum write.
     */
    private static final Map<String, Precision> SUFFIXES = suffixes();

    private GraphFiles() {}

    private static Map<String, Precision> suffixes() {
        Map<String, Precision> suffixes = new LinkedHashMap<>();
        suffixes.put("", Precision.FP32);
        suffixes.put("_q8", Precision.INT8);
        suffixes.put("_quantized", Precision.INT8);
        suffixes.put("_int8", Precision.INT8);
        suffixes.put("_uint8", Precision.INT8);
        suffixes.put("_q4", Precision.INT4);
        suffixes.put("_q4b128", Precision.INT4_128);
        suffixes.put("_fp16", Precision.FP16);
        suffixes.put("_q4f16", Precision.INT4);
        return suffixes;
    }

    /** The graphs of the model that a {@code config.json} describes. */
    static List<String> names(JsonFields config) {
        String family = config.text("model_type");
        String language = config.part("text_config").text("model_type", "");
        List<String> names = NAMES.getOrDefault(family + "/" + language, NAMES.get(family));
        if (names == null) {
            throw new ModelException("model_type: expected one of %s, found %s".formatted(families(), family));
        }
        return names;
    }

    private static List<String> families() {
        return NAMES.keySet().stream()
                .filter(name -> !name.contains("/"))
                .sorted()
                .toList();
    }

    /**
     * The path of a graph inside a package.
     *
     * @param exists which paths the package has
     * @param wanted the precision to take where it is there; null for none
     */
    static String find(String graph, Predicate<String> exists, @Nullable Precision wanted) {
        List<String> tried = new ArrayList<>();
        SUFFIXES.forEach((suffix, precision) -> {
            if (precision == wanted) {
                tried.add(path(graph, suffix));
            }
        });
        SUFFIXES.keySet().forEach(suffix -> tried.add(path(graph, suffix)));
        return tried.stream()
                .filter(exists)
                .findFirst()
                .orElseThrow(() -> new ModelException("expected onnx/%s.onnx, with one of the suffixes %s, found none"
                        .formatted(graph, List.copyOf(SUFFIXES.keySet()))));
    }

    private static String path(String graph, String suffix) {
        return "onnx/" + graph + suffix + ".onnx";
    }
}
