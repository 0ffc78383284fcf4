package dev.descry.functions.shell;

import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The CLIP-Interrogator. */
public interface InterrogatorSettings {
    /** The model that compares images and terms, or its package's folder. */
    @WithDefault("clip:scenes")
    String clip();

    /** The expert that writes the caption where no earlier step did. */
    @WithDefault("blip2:scenes")
    String captioner();

    /** A folder of own term lists, {@code NAME.txt} with one term a line; one with a bundled list's name replaces it. */
    Optional<Path> terms();

    /** Only these lists; all when absent. */
    Optional<List<String>> lists();

    /** Lists left out. */
    Optional<List<String>> without();

    /** Whether terms may name artists. */
    @WithDefault("true")
    boolean artists();

    /** Answer exactly as clip-interrogator 0.6.0 does; {@link #terms()} must be the folder of its lists. */
    @WithDefault("false")
    boolean compat();
}
