package dev.descry.intake;

/** A notice that could not be taken now: the store or the sink did not answer. It is to be told again. */
public final class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
