package dev.descry.functions.workbench.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** What the command line may say about the CLIP-Interrogator. */
final class InterrogatorOptions {
    @Option(
            names = "--terms",
            paramLabel = "DIR",
            description = "Own term lists for clip-interrogator, NAME.txt with one term a line.")
    Optional<Path> terms = Optional.empty();

    @Option(
            names = "--compat",
            description = "clip-interrogator answers as version 0.6.0 does; --terms is the folder of its lists.")
    boolean compat;

    /** As settings, stronger than all others. */
    Map<String, String> settings() {
        Map<String, String> settings = new LinkedHashMap<>();
        terms.ifPresent(folder -> settings.put("descry.interrogator.terms", folder.toString()));
        if (compat) {
            settings.put("descry.interrogator.compat", "true");
        }
        return settings;
    }
}
