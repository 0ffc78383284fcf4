package dev.descry.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a package stores the weights of its large matrices. Each part of a model (vision, language) has its own. */
public enum Precision {
    /** 32-bit floats: the reference. */
    FP32(""),
    /** 16-bit floats, for graphics processors. */
    FP16("_fp16"),
    /** 8-bit whole numbers, one scale a column; activations are quantised as they come. */
    INT8("_q8"),
    /** 4-bit whole numbers, one scale for 32 weights. */
    INT4("_q4"),
    /** 4-bit whole numbers, one scale for 128 weights: smaller and faster, a little coarser. */
    INT4_128("_q4b128");

    private final String suffix;

    Precision(String suffix) {
        this.suffix = suffix;
    }

    /** What a graph's file name carries before {@code .onnx}; empty for 32-bit floats. */
    public String suffix() {
        return suffix;
    }

    /** The name users type, for example {@code int4-128}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a user's word.
     *
     * @throws IllegalArgumentException listing the precisions that exist
     */
    public static Precision parse(String word) {
        return Arrays.stream(values())
                .filter(precision -> precision.label().equals(word.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("precision: expected one of %s, found %s"
                        .formatted(
                                Arrays.stream(values()).map(Precision::label).collect(Collectors.joining(", ")),
                                word)));
    }
}
