package dev.descry.expert;

import dev.descry.image.ImageException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A step that could not be done. The kind decides retry, exit code and HTTP status; the message is for the user. */
public final class ExpertException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What went wrong, and whether the same call may go through later. */
    public enum Kind {
        /** The image is damaged, empty or of no known format. */
        UNREADABLE_IMAGE(false),
        /** The image has more bytes, pixels or frames than the limits allow. */
        IMAGE_TOO_LARGE(false),
        /** The model's files are not there. */
        MODEL_MISSING(false),
        /** The model's files are not what their manifest or signature says. */
        MODEL_MISMATCH(false),
        /** Prompt and image together exceed what the model can read. */
        CONTEXT_OVERFLOW(false),
        /** The expert ended without a word. */
        EMPTY_ANSWER(false),
        /** The expert spent all the tokens it may write on thinking. */
        THOUGHT_ONLY(false),
        /** The answer broke off, or is not in the form that was agreed. */
        BROKEN_ANSWER(true),
        /** The expert declined to answer. */
        REFUSED(false),
        /** No key, one that is not accepted, or a rule that keeps the image here. */
        FORBIDDEN(false),
        /** No answer within the step's time. */
        TIMEOUT(true),
        /** No free place, or the server asks to slow down. */
        OVERLOADED(true),
        /** The expert cannot be reached. */
        UNAVAILABLE(true),
        /** The call might cost more than is left of the budget; no later call of the run will do better. */
        BUDGET_SPENT(false),
        /** The caller stopped the work. */
        CANCELLED(false),
        /** A fault of the expert that fits nothing above. */
        FAULT(false);

        private final boolean passing;

        Kind(boolean passing) {
            this.passing = passing;
        }

        /** What an image that cannot be used makes of a step. */
        public static Kind of(ImageException e) {
            return switch (e.kind()) {
                case EMPTY, UNSUPPORTED, UNREADABLE -> UNREADABLE_IMAGE;
                case TOO_LARGE -> IMAGE_TOO_LARGE;
            };
        }

        /** True when the same call may succeed if it is made again. */
        public boolean passing() {
            return passing;
        }
    }

    private final Kind kind;

    private final @Nullable Duration retryAfter;

    public ExpertException(Kind kind, String message) {
        this(kind, message, null, null);
    }

    public ExpertException(Kind kind, String message, Throwable cause) {
        this(kind, message, cause, null);
    }

    private ExpertException(
            Kind kind, @Nullable String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    /** The same failure, which passes after this time. */
    public ExpertException passingAfter(Duration wait) {
        return new ExpertException(kind, getMessage(), getCause(), wait);
    }

    /** The same failure in other words; this one is its cause. */
    public ExpertException saying(String message) {
        return new ExpertException(kind, message, this, retryAfter);
    }

    /** How long the expert asks its callers to stay away. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    public Kind kind() {
        return kind;
    }
}
