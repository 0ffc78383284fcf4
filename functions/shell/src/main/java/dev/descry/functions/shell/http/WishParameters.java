package dev.descry.functions.shell.http;

import dev.descry.functions.shell.Chains;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;
import org.jspecify.annotations.Nullable;

/** What a caller may change of the chain, as query parameters. */
public class WishParameters {
    @RestQuery
    @Parameter(description = "Name of a chain")
    @Nullable
    String chain;

    @RestQuery
    @Parameter(description = "Names of experts instead, in order, parted by commas")
    @Nullable
    String experts;

    @RestQuery
    @Parameter(description = "The first step's user text, verbatim")
    @Nullable
    String prompt;

    @RestQuery("max_new_tokens")
    @Parameter(description = "Limit of new tokens of every step")
    @Nullable
    Integer maxNewTokens;

    @RestQuery
    @Parameter(description = "never, last, every-step or a model that scores descriptions")
    @Nullable
    String judge;

    @RestQuery
    @Parameter(description = "The least similarity that the judge keeps, -1 to 1")
    @Nullable
    Double threshold;

    Chains.Wish wish() {
        return new Chains.Wish(
                Optional.ofNullable(chain),
                experts == null ? List.of() : Arrays.asList(experts.split(",", -1)),
                Optional.ofNullable(prompt),
                Optional.ofNullable(maxNewTokens),
                Optional.ofNullable(judge),
                Optional.ofNullable(threshold));
    }
}
