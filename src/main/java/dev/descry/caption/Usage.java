package dev.descry.caption;

import java.util.Optional;

/**
 * What an expert elsewhere counted for one caption.
 *
 * @param promptTokens it read, those of the image included; 0 or more
 * @param completionTokens it wrote, those of its thinking included; 0 or more
 * @param cost by the price table of the settings; empty where that has no price for the expert
 */
public record Usage(long promptTokens, long completionTokens, Optional<Cost> cost) {
    public Usage {
        if (promptTokens < 0 || completionTokens < 0) {
            throw new IllegalArgumentException(
                    "usage: expected 0 tokens or more, found %d and %d".formatted(promptTokens, completionTokens));
        }
    }

    /** Tokens without a price. */
    public static Usage of(long promptTokens, long completionTokens) {
        return new Usage(promptTokens, completionTokens, Optional.empty());
    }

    /** Read and written together. */
    public long tokens() {
        return promptTokens + completionTokens;
    }

    /**
     * Both together; the cost is what is known of it.
     *
     * @throws IllegalArgumentException when their currencies differ
     */
    public Usage plus(Usage other) {
        Optional<Cost> sum = cost.isPresent() && other.cost.isPresent()
                ? Optional.of(cost.get().plus(other.cost.get()))
                : cost.or(other::cost);
        return new Usage(promptTokens + other.promptTokens, completionTokens + other.completionTokens, sum);
    }
}
