package dev.descry.bench;

import dev.descry.model.Precision;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.config.Qwen2VlConfig.Language;
import dev.descry.model.config.Qwen2VlConfig.Vision;
import dev.descry.model.packages.ModelPackage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much a part of a caption asks of the machine. Products count as two operations, one multiplication and one sum.
 *
 * @param linear operations of linear layers, whose weights may be whole numbers
 * @param attention operations of attention, always on floats
 */
record Work(double linear, double attention) {

    /** Of N patches through the vision encoder. */
    static Work vision(Qwen2VlConfig config, int patches) {
        Vision vision = config.vision();
        double n = patches;
        double width = vision.width();
        double merged = width * vision.merge() * vision.merge();
        double tokens = n / vision.merge() / vision.merge();
        double embed = 2 * n * vision.patchValues() * width;
        double blocks = vision.depth() * 2 * n * (4 * width * width + 2 * width * vision.intermediate());
        double merger =
                2 * tokens * (merged * merged + merged * config.language().width());
        return new Work(embed + blocks + merger, vision.depth() * 4 * n * n * width);
    }

    /** Of a prompt of T tokens, each attending to itself and those before. */
    static Work prefill(Qwen2VlConfig config, int tokens) {
        Language language = config.language();
        double t = tokens;
        double heads = (double) language.heads() * language.headDim();
        double linear = 2 * t * layers(language) + 2.0 * language.vocab() * language.width();
        return new Work(linear, language.layers() * 2 * t * t * heads);
    }

    private static double layers(Language language) {
        double width = language.width();
        double heads = (double) language.heads() * language.headDim();
        double kv = (double) language.kvHeads() * language.headDim();
        return language.layers() * (2 * width * heads + 2 * width * kv + 3 * width * language.intermediate());
    }

    /** Bytes read for one token: the decoder's weights, and keys and values of the tokens before it. */
    static double decodeBytes(ModelPackage files, Qwen2VlConfig config, int tokensBefore) {
        Language language = config.language();
        double tables = 2.0 * language.maxPositions() * language.headDim() / 2 * Float.BYTES;
        double cache = 2.0 * language.layers() * language.kvHeads() * language.headDim() * Float.BYTES * tokensBefore;
        Path graph = files.graph("decoder_model_merged");
        try {
            return Files.size(graph.resolveSibling(graph.getFileName() + "_data")) - tables + cache;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Seconds at full speed, in the numbers that this precision multiplies. */
    double leastSeconds(Limits limits, Precision precision) {
        double giga =
                switch (precision) {
                    case FP32, FP16 -> limits.floatGigaflops();
                    case INT8, INT4, INT4_128 -> limits.byteGigaops();
                };
        return linear / giga / 1e9 + attention / limits.floatGigaflops() / 1e9;
    }
}
