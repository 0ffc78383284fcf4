package dev.descry.batch;

import dev.descry.chain.Outcome;
import dev.descry.expert.ExpertException;
import java.util.Locale;

/**
 * Why an image could not be described.
 *
 * @param kind an {@link ExpertException.Kind} in lower case, {@link #UNWRITABLE_OUTPUT} or {@link #MISSING_IMAGE}
 * @param message for the user
 */
public record Problem(String kind, String message) {
    /** The kind of a caption that could not be written. */
    public static final String UNWRITABLE_OUTPUT = "unwritable_output";

    /** The kind of an image that is listed and not there. */
    public static final String MISSING_IMAGE = "missing_image";

    /** The kind of a call that might have cost more than is left; it ends the batch. */
    static final String BUDGET_SPENT = "budget_spent";

    static Problem of(ExpertException.Kind kind, String message) {
        return new Problem(kind.name().toLowerCase(Locale.ROOT), message);
    }

    static Problem of(Outcome.Failed failed) {
        return of(failed.kind(), failed.message());
    }
}
