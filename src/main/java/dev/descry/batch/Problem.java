package dev.descry.batch;

import dev.descry.chain.Outcome;
import dev.descry.expert.ExpertException;
import java.util.Locale;

/**
 * Why an image could not be described.
 *
 * @param kind an {@link ExpertException.Kind} in lower case, or {@link #UNWRITABLE_OUTPUT}
 * @param message for the user
 */
public record Problem(String kind, String message) {
    /** The kind of a caption that could not be written. */
    public static final String UNWRITABLE_OUTPUT = "unwritable_output";

    static Problem of(ExpertException.Kind kind, String message) {
        return new Problem(kind.name().toLowerCase(Locale.ROOT), message);
    }

    static Problem of(Outcome.Failed failed) {
        return of(failed.kind(), failed.message());
    }
}
