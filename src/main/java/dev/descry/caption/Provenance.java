package dev.descry.caption;

import java.time.Instant;

/**
 * Where a caption came from, enough to make it again.
 *
 * @param model the expert's name, for example {@code qwen2-vl:2b@int4}
 * @param modelDigest SHA-256 over the model's files
 * @param revision of the source checkpoint, or {@code unknown}
 * @param promptTemplate name and version of the prompt's template
 * @param decoding the parameters used
 * @param runtime for example {@code onnxruntime 1.29.0}
 * @param device for example {@code cpu}
 * @param at when the caption was finished
 */
public record Provenance(
        String model,
        String modelDigest,
        String revision,
        String promptTemplate,
        Decoding decoding,
        String runtime,
        String device,
        Instant at) {}
