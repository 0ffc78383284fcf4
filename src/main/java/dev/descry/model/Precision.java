package dev.descry.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** How a package stores the weights of its large matrices. Each part of a model (vision, language) has its own. */
public enum Precision {
    /** 32-bit floats: the reference. */
    FP32("", 2),
    /** 16-bit floats, for graphics processors. */
    FP16("_fp16", 1),
    /** 8-bit whole numbers, one scale a column; activations are quantised as they come. */
    INT8("_q8", 0.65),
    /** 4-bit whole numbers, one scale for 32 weights. */
    INT4("_q4", 0.5),
    /** 4-bit whole numbers, one scale for 128 weights: smaller and faster, a little coarser. */
    INT4_128("_q4b128", 0.5);

    private final String suffix;
    private final double share;

    Precision(String suffix, double share) {
        this.suffix = suffix;
        this.share = share;
    }

    /** What a graph's file name carries before {@code .onnx}; empty for 32-bit floats. */
    public String suffix() {
        return suffix;
    }

    /**
     * At most so large is a package beside its 16-bit checkpoint. The embeddings are never coarser than 8 bits, which
     * is why 4 bits are not a quarter.
     */
    public double share() {
        return share;
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
