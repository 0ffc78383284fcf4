package dev.descry.model.graph;

/** What one element of a tensor in a graph is, with ONNX's code for it and its size in bytes. */
enum ElementType {
    FLOAT(1, 4),
    UINT8(2, 1),
    INT8(3, 1),
    INT32(6, 4),
    INT64(7, 8),
    FLOAT16(10, 2),
    BFLOAT16(16, 2);

    private final int code;
    private final int bytes;

    ElementType(int code, int bytes) {
        this.code = code;
        this.bytes = bytes;
    }

    /** The value of {@code TensorProto.DataType} (onnx/onnx.proto of ONNX 1.16). */
    int code() {
        return code;
    }

    int bytes() {
        return bytes;
    }
}
