package dev.descry.ort;

/** A run ended early because {@link RunControl#terminate()} was called. */
public final class OrtTerminatedException extends OrtException {
    private static final long serialVersionUID = 1L;

    OrtTerminatedException(OrtException cause) {
        super(cause.code(), cause.getMessage() == null ? "run terminated" : cause.getMessage());
        initCause(cause);
    }
}
