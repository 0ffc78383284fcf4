package dev.descry.functions.shell.http;

import dev.descry.functions.shell.Chains;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A caption asked for in JSON.
 *
 * @param image where the image is
 * @param chain a chain's name
 * @param experts names of experts instead of a chain
 * @param prompt the first step's user text
 * @param maxNewTokens of every step
 * @param judge {@code never}, {@code last}, {@code every-step} or a model that scores descriptions
 * @param threshold the least similarity that the judge keeps, -1 to 1
 */
public record CaptionRequest(
        @Nullable Reference image,
        @Nullable String chain,
        @Nullable List<String> experts,
        @Nullable String prompt,
        @Nullable Integer maxNewTokens,
        @Nullable String judge,
        @Nullable Double threshold) {
    /**
     * An image: one of the two.
     *
     * @param data the file's bytes in Base64, or a {@code data:} URL
     * @param file a path below the folder that {@code descry.serve.image-folder} allows
     */
    public record Reference(@Nullable String data, @Nullable String file) {}

    Chains.Wish wish() {
        return new Chains.Wish(
                Optional.ofNullable(chain),
                experts == null ? List.of() : experts,
                Optional.ofNullable(prompt),
                Optional.ofNullable(maxNewTokens),
                Optional.ofNullable(judge),
                Optional.ofNullable(threshold));
    }
}
