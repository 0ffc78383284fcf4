package dev.descry.intake;

/** A notice about a place that this intake is not for. Telling it again changes nothing. */
public final class ForbiddenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ForbiddenException(String message) {
        super(message);
    }
}
