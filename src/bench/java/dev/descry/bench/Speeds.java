package dev.descry.bench;

import dev.descry.model.Precisions;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.packages.ModelPackage;

/**
 * How long the parts of a caption took, medians over the rounds.
 *
 * @param loadSeconds to open the package
 * @param visionSeconds from patches to features
 * @param prefillSeconds from features to the first token
 * @param decodeSeconds of one later token
 * @param wholeSeconds from the image file to the last token, through the expert
 */
record Speeds(
        int patches,
        int promptTokens,
        int newTokens,
        double loadSeconds,
        double visionSeconds,
        double prefillSeconds,
        double decodeSeconds,
        double wholeSeconds) {

    double prefillTokensPerSecond() {
        return promptTokens / prefillSeconds;
    }

    double decodeTokensPerSecond() {
        return 1 / decodeSeconds;
    }

    /** A table with the share of the limit that each part reaches. */
    String table(ModelPackage files, Precisions precisions, Limits limits) {
        Qwen2VlConfig config = Qwen2VlConfig.of(files.config());
        double vision = Work.vision(config, patches).leastSeconds(limits, precisions.vision());
        double prefill = Work.prefill(config, promptTokens).leastSeconds(limits, precisions.language());
        double bytes = Work.decodeBytes(files, config, promptTokens + newTokens / 2);
        double decode = bytes / limits.readGigabytes() / 1e9;
        return """
                | %s, %d patches, %d prompt tokens, %d new | measured | share of the limit |
                | --- | --- | --- |
                | open the package | %.2f s | |
                | vision encoder | %.3f s | %.0f %% of arithmetic |
                | prefill | %.1f tok/s | %.0f %% of arithmetic |
                | decode | %.2f tok/s (%.2f GB a token) | %.0f %% of memory read |
                | whole caption | %.2f s | |
                """.formatted(
                        precisions.label(),
                        patches,
                        promptTokens,
                        newTokens,
                        loadSeconds,
                        visionSeconds,
                        100 * vision / visionSeconds,
                        prefillTokensPerSecond(),
                        100 * prefill / prefillSeconds,
                        decodeTokensPerSecond(),
                        bytes / 1e9,
                        100 * decode / decodeSeconds,
                        wholeSeconds);
    }
}
