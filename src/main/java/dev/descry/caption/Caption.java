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
 * @param phrases the terms of word lists in the text, with their similarity; empty for experts that write freely
 */
public record Caption(
        String text,
        List<Integer> tokens,
        int promptTokens,
        FinishReason finishReason,
        long millis,
        Provenance provenance,
        Optional<Usage> usage,
        List<Phrase> phrases) {
    public Caption {
        tokens = List.copyOf(tokens);
        phrases = List.copyOf(phrases);
    }

    /** A caption without terms of word lists. */
    public Caption(
            String text,
            List<Integer> tokens,
            int promptTokens,
            FinishReason finishReason,
            long millis,
            Provenance provenance,
            Optional<Usage> usage) {
        this(text, tokens, promptTokens, finishReason, millis, provenance, usage, List.of());
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
        return new Caption(cleaned, tokens, promptTokens, reason, millis, provenance, usage, phrases);
    }

    /** The same caption with the terms it was made of. */
    public Caption withPhrases(List<Phrase> found) {
        return new Caption(text, tokens, promptTokens, finishReason, millis, provenance, usage, found);
    }
}
