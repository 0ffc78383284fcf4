package dev.descry.ort;

/** ONNX Runtime is missing, or failed a call; then the message is its own, after {@code onnxruntime: }. */
public sealed class OrtException extends RuntimeException permits OrtTerminatedException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** The values of {@code OrtErrorCode} in order; {@link #NOT_LOADED} is ours and stands for no library at all. */
    public enum Code {
        OK,
        FAIL,
        INVALID_ARGUMENT,
        NO_SUCHFILE,
        NO_MODEL,
        ENGINE_ERROR,
        RUNTIME_EXCEPTION,
        INVALID_PROTOBUF,
        MODEL_LOADED,
        NOT_IMPLEMENTED,
        INVALID_GRAPH,
        EP_FAIL,
        MODEL_LOAD_CANCELED,
        MODEL_REQUIRES_COMPILATION,
        NOT_FOUND,
        NOT_LOADED;

        static Code of(int value) {
            return value >= 0 && value < NOT_LOADED.ordinal() ? values()[value] : FAIL;
        }
    }

    OrtException(Code code, String message) {
        super(message);
        this.code = code;
    }

    OrtException(String message) {
        this(Code.NOT_LOADED, message);
    }

    OrtException(String message, Throwable cause) {
        super(message, cause);
        this.code = Code.NOT_LOADED;
    }

    /** The kind of error. */
    public Code code() {
        return code;
    }
}
