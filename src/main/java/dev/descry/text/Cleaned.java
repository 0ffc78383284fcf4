package dev.descry.text;

import java.util.Set;

/**
 * A generated text after cleaning.
 *
 * @param text trimmed; empty when nothing was left
 * @param done what was taken out
 */
public record Cleaned(String text, Set<Cleaning> done) {
    public Cleaned {
        done = Set.copyOf(done);
    }
}
