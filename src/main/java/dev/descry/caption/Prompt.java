package dev.descry.caption;

import java.util.Optional;

/**
 * The text an expert is asked, ready to send.
 *
 * @param text the user turn, verbatim
 * @param template name and version of the template it was rendered from, for example {@code later/1}; {@code custom}
 *     for the user's own words
 * @param previous the caption it asks the expert to check; empty at the first step
 */
public record Prompt(String text, String template, Optional<String> previous) {
    public Prompt {
        if (text.isBlank()) {
            throw new IllegalArgumentException("prompt: expected text, found none");
        }
    }

    /** The user's own words as a first prompt. */
    public static Prompt custom(String text) {
        return new Prompt(text, "custom", Optional.empty());
    }
}
