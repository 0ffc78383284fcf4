package dev.descry.store;

/** An image that could not be fetched from its URL. The message names the URL without its query, which may hold a secret. */
public final class FetchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why there is no image. */
    public enum Kind {
        /** The rules forbid the URL, or where it leads. */
        REFUSED,
        /** It has more bytes than the rules allow. */
        TOO_LARGE,
        /** The server answered that there is none. */
        MISSING,
        /** The server cannot be reached, is too slow or fails; another time it may work. */
        UNAVAILABLE
    }

    private final Kind kind;

    FetchException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    FetchException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
