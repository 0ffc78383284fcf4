package dev.descry.model.graph;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.descry.model.Precisions;
import dev.descry.model.Watch;
import dev.descry.model.checkpoint.Checkpoint;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import dev.descry.ort.SessionSettings;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** A package built from a checkpoint, its graphs opened. */
final class BuiltPackage implements AutoCloseable {
    final Qwen2VlConfig config;
    private final Path folder;
    private final OrtSession vision;
    private final OrtSession embed;
    private final OrtSession decoder;

    private BuiltPackage(Qwen2VlConfig config, Path folder, Precisions precisions) {
        this.config = config;
        this.folder = folder;
        this.vision = open("vision_encoder" + precisions.vision().suffix());
        this.embed = open("embed_tokens" + precisions.language().suffix());
        this.decoder = open("decoder_model_merged" + precisions.language().suffix());
    }

    static BuiltPackage build(Path checkpoint, Path folder, Precisions precisions) {
        return build(checkpoint, folder, precisions, Target.CPU);
    }

    static BuiltPackage build(Path checkpoint, Path folder, Precisions precisions, Target target) {
        try (Checkpoint opened = Checkpoint.open(checkpoint)) {
            new Qwen2VlPackageBuilder(target).build(opened, folder, precisions, Watch.NONE);
            return new BuiltPackage(Qwen2VlConfig.of(opened.config()), folder, precisions);
        }
    }

    private OrtSession open(String name) {
        return OrtSession.open(folder.resolve("onnx").resolve(name + ".onnx"), SessionSettings.cpu(1));
    }

    OrtSession decoder() {
        return decoder;
    }

    /** What the cache of keys and values holds. */
    ElementType cacheType() {
        return decoder.inputs().stream()
                .filter(input -> input.name().equals("past_key_values.0.key"))
                .findFirst()
                .orElseThrow()
                .type();
    }

    /** image_features of pixel values [N, values], flat. */
    float[] features(float[] pixels, long[] grid) {
        int values = config.vision().patchValues();
        try (OrtTensor patches = OrtTensor.of(pixels, pixels.length / values, values);
                OrtTensor shape = OrtTensor.of(grid, 1, 3)) {
            return take(vision.run(Map.of("pixel_values", patches, "grid_thw", shape)), "image_features");
        }
    }

    /** Embedding rows [1, S, width] of a prompt, flat, with image features in place of image tokens. */
    float[] embeds(long[] ids, float[] features) {
        try (OrtTensor tokens = OrtTensor.of(ids, 1, ids.length)) {
            float[] rows = take(embed.run(Map.of("input_ids", tokens)), "inputs_embeds");
            int width = config.language().width();
            int used = 0;
            for (int i = 0; i < ids.length; i++) {
                if (ids[i] == config.imageToken()) {
                    System.arraycopy(features, used++ * width, rows, i * width, width);
                }
            }
            return rows;
        }
    }

    /** A conversation with a cache that grows. */
    Conversation conversation() {
        return new Conversation(this);
    }

    static float[] take(Map<String, OrtTensor> outputs, String name) {
        try (OrtTensor wanted = Objects.requireNonNull(outputs.get(name), name)) {
            float[] values = wanted.segment().toArray(JAVA_FLOAT);
            Map<String, OrtTensor> others = new HashMap<>(outputs);
            others.remove(name);
            others.values().forEach(OrtTensor::close);
            return values;
        }
    }

    @Override
    public void close() {
        vision.close();
        embed.close();
        decoder.close();
    }
}
