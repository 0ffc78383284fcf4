package dev.descry.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;

/**
 * The ONNX model of one matrix product, {@code y [M, N] = x [M, K] w [K, N]} with w a constant, in protobuf's wire
 * format (onnx/onnx.proto of ONNX 1.16).
 */
final class ProductModel {
    private static final int FLOAT = 1;
    private static final int UINT8 = 2;
    private static final int INT8 = 3;
    private static final int INT32 = 6;

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    private ProductModel() {}

    /** Of 32-bit floats. */
    static byte[] floats(int inner, int columns) {
        ByteBuffer weights = ByteBuffer.allocate(inner * columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        SplittableRandom random = new SplittableRandom(1);
        while (weights.hasRemaining()) {
            weights.putFloat((float) random.nextDouble() - 0.5f);
        }
        return model("MatMul", FLOAT, FLOAT, FLOAT, weights.array(), inner, columns);
    }

    /** Of unsigned bytes with signed ones, summed in 32 bits. */
    static byte[] bytes(int inner, int columns) {
        byte[] weights = new byte[inner * columns];
        new SplittableRandom(1).nextBytes(weights);
        return model("MatMulInteger", UINT8, INT8, INT32, weights, inner, columns);
    }

    private static byte[] model(String operator, int x, int w, int y, byte[] weights, int inner, int columns) {
        ProductModel node =
                new ProductModel().text(1, "x").text(1, "w").text(2, "y").text(4, operator);
        ProductModel constant = new ProductModel()
                .number(1, inner)
                .number(1, columns)
                .number(2, w)
                .text(8, "w")
                .field(9, weights);
        ProductModel graph = new ProductModel()
                .message(1, node)
                .text(2, "product")
                .message(5, constant)
                .message(11, declaration("x", x, inner))
                .message(12, declaration("y", y, columns));
        return new ProductModel()
                .number(1, 10)
                .message(8, new ProductModel().text(1, "").number(2, 21))
                .message(7, graph)
                .bytes
                .toByteArray();
    }

    private static ProductModel declaration(String name, int type, int columns) {
        ProductModel shape = new ProductModel()
                .message(1, new ProductModel().text(2, "rows"))
                .message(1, new ProductModel().number(1, columns));
        ProductModel tensor = new ProductModel().number(1, type).message(2, shape);
        return new ProductModel().text(1, name).message(2, new ProductModel().message(1, tensor));
    }

    private ProductModel text(int field, String value) {
        return field(field, value.getBytes(StandardCharsets.UTF_8));
    }

    private ProductModel message(int field, ProductModel value) {
        return field(field, value.bytes.toByteArray());
    }

    private ProductModel field(int field, byte[] value) {
        varint((field << 3) | 2);
        varint(value.length);
        bytes.writeBytes(value);
        return this;
    }

    private ProductModel number(int field, long value) {
        varint(field << 3);
        varint(value);
        return this;
    }

    private void varint(long value) {
        long rest = value;
        while (rest > 0x7F) {
            bytes.write(((int) rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        bytes.write((int) rest);
    }
}
