package dev.descry.ort;

/** ONNX Runtime is missing, or failed a call; then the message is its own, after {@code onnxruntime: }. */
public sealed class OrtException extends RuntimeException permits OrtTerminatedException {
    private static final long serialVersionUID = 1L;

    private final Code code;

    /** The errors of {@code OrtErrorCode}; {@link #NOT_LOADED} is ours and stands for no library at all. */
    public enum Code {
        FAIL(1),
        INVALID_ARGUMENT(2),
        NO_SUCHFILE(3),
        NO_MODEL(4),
        ENGINE_ERROR(5),
        RUNTIME_EXCEPTION(6),
        INVALID_PROTOBUF(7),
        MODEL_LOADED(8),
        NOT_IMPLEMENTED(9),
        INVALID_GRAPH(10),
        EP_FAIL(11),
        MODEL_LOAD_CANCELED(12),
        MODEL_REQUIRES_COMPILATION(13),
        NOT_FOUND(14),
        NOT_LOADED(-1);

        private final int value;

        Code(int value) {
            this.value = value;
        }

        static Code of(int value) {
            for (Code code : values()) {
                if (code.value == value) {
                    return code;
                }
            }
            return FAIL;
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
