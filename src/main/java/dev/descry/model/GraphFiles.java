package dev.descry.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a package keeps the graphs of each family, and which of several precisions to take. */
final class GraphFiles {
    /** Graphs a package must have, by family. */
    private static final Map<String, List<String>> NAMES = Map.of(
            Qwen2VlConfig.FAMILY, List.of("vision_encoder", "embed_tokens", "decoder_model_merged"),
            ClipConfig.FAMILY, List.of("vision_model", "text_model"));

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

    static List<String> names(String family) {
        List<String> names = NAMES.get(family);
        if (names == null) {
            throw new ModelException("model_type: expected one of %s, found %s".formatted(NAMES.keySet(), family));
        }
        return names;
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
