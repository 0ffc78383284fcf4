package dev.descry.image;

/** An image that cannot be used. The kind decides what a caller answers; the message is meant for the user. */
public final class ImageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What is wrong with the image. */
    public enum Kind {
        /** No bytes at all. */
        EMPTY,
        /** Not a format Descry decodes. */
        UNSUPPORTED,
        /** A known format, but the data is damaged or cut. */
        UNREADABLE,
        /** More bytes, pixels or frames than the limits allow. */
        TOO_LARGE
    }

    private final Kind kind;

    public ImageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    public ImageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
