package dev.descry.caption;

import java.util.List;
import java.util.Optional;

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
 * @param usage what an expert elsewhere counted and charges; empty for models on this machine
 */
public record Caption(
        String text,
        List<Integer> tokens,
        int promptTokens,
        FinishReason finishReason,
        long millis,
        Provenance provenance,
        Optional<Usage> usage) {
    public Caption {
        tokens = List.copyOf(tokens);
    }

    /** A caption that nobody charges for. */
    public Caption(
            String text,
            List<Integer> tokens,
            int promptTokens,
            FinishReason finishReason,
            long millis,
            Provenance provenance) {
        this(text, tokens, promptTokens, finishReason, millis, provenance, Optional.empty());
    }

    /** The same caption with other words, as cleaning leaves them. */
    public Caption withText(String cleaned, FinishReason reason) {
        return new Caption(cleaned, tokens, promptTokens, reason, millis, provenance, usage);
    }
}
