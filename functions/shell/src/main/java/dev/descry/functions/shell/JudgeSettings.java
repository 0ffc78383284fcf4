package dev.descry.functions.shell;

import io.smallrye.config.WithDefault;
import java.util.Map;

/** How descriptions are held against their images ({@code descry.judge.…}). */
public interface JudgeSettings {
    /** {@code never}, {@code last} (the description that stands at the end) or {@code every-step}. */
    @WithDefault("never")
    String when();

    /** A CLIP model, for example {@code clip:vit-large-patch14}, or the folder of a package or checkpoint. */
    @WithDefault("clip:vit-large-patch14")
    String model();

    /** {@code prune} takes out what the image does not show, {@code report} only scores. */
    @WithDefault("prune")
    String effect();

    /** {@code sentence}, {@code word}, {@code window} or {@code window:N} of N words. */
    @WithDefault("sentence")
    String segments();

    /** The least similarity that is kept, -1 to 1, by model; the catalog's where a model has none here, or 0.20. */
    Map<String, Double> thresholds();
}
