package dev.descry.onnx;

/** An answer that cannot be written. The kind tells why, the message is for the user. */
public final class GenerationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Why there is no answer. */
    public enum Kind {
        /** As many requests wait as may wait. */
        OVERLOADED,
        /** The prompt is longer than the model can read. */
        CONTEXT_OVERFLOW,
        /** The asker stopped it, or the model was closed. */
        CANCELLED,
        /** The runtime failed, or the model gave no numbers. */
        FAULT
    }

    private final Kind kind;

    GenerationException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    GenerationException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** The same with the stack of the calling thread; the exception was made in another. */
    GenerationException again() {
        return new GenerationException(kind, String.valueOf(getMessage()), this);
    }

    /** Why there is no answer. */
    public Kind kind() {
        return kind;
    }
}
