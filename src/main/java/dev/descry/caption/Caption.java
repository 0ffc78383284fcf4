package dev.descry.caption;

import java.util.List;

/**
 * The text one expert wrote for one image.
 *
 * @param text after cleaning, trimmed
 * @param tokens the generated ids before any cleaning, the end mark included where the model wrote one; empty where the
 *     expert has none to show
 * @param promptTokens tokens the model read, image tokens included
 * @param finishReason why the expert stopped
 * @param millis wall time of the expert's work in milliseconds
 * @param provenance what made it
 */
public record Caption(
        String text,
        List<Integer> tokens,
        int promptTokens,
        FinishReason finishReason,
        long millis,
        Provenance provenance) {
    public Caption {
        tokens = List.copyOf(tokens);
    }

    /** The same caption with other words, as cleaning leaves them. */
    public Caption withText(String cleaned, FinishReason reason) {
        return new Caption(cleaned, tokens, promptTokens, reason, millis, provenance);
    }
}
