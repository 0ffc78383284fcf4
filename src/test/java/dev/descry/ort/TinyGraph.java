package dev.descry.ort;

import ai.onnx.proto.OnnxMl;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Writes the very small ONNX graphs that these tests run. */
final class TinyGraph {
    private final OnnxMl.GraphProto.Builder graph =
            OnnxMl.GraphProto.newBuilder().setName("tiny");

    /** An operator whose inputs and outputs are comma-separated names. */
    record Op(String type, String domain, String inputs, String outputs, List<OnnxMl.AttributeProto> attributes) {
        Op(String type, String inputs, String outputs) {
            this(type, "", inputs, outputs, List.of());
        }

        Op with(OnnxMl.AttributeProto... more) {
            return new Op(type, domain, inputs, outputs, List.of(more));
        }

        OnnxMl.NodeProto proto() {
            OnnxMl.NodeProto.Builder node =
                    OnnxMl.NodeProto.newBuilder().setOpType(type).setDomain(domain);
            List.of(inputs.split(",", -1)).forEach(node::addInput);
            List.of(outputs.split(",", -1)).forEach(node::addOutput);
            return node.addAllAttribute(attributes).build();
        }
    }

    /** y = a + b, both [rows, 2]. */
    static byte[] add() {
        return new TinyGraph()
                .input("a", ElementType.FLOAT, "rows", 2)
                .input("b", ElementType.FLOAT, "rows", 2)
                .op(new Op("Add", "a,b", "y"))
                .output("y", ElementType.FLOAT, "rows", 2)
                .bytes();
    }

    /** y [2] = x [1, 3] times the constant [[1,2],[3,4],[5,6]], summed over the rows. */
    static byte[] matMul() {
        return new TinyGraph()
                .input("x", ElementType.FLOAT, "n", 3)
                .constant("w", new float[] {1, 2, 3, 4, 5, 6}, 3, 2)
                .op(new Op("MatMul", "x,w", "y"))
                .output("y", ElementType.FLOAT, "n", 2)
                .bytes();
    }

    /** Adds 1 to x as many times as n says, one at a time. */
    static byte[] loop() {
        OnnxMl.GraphProto body = new TinyGraph()
                .input("i", ElementType.INT64)
                .input("go", ElementType.BOOL)
                .input("v", ElementType.FLOAT, 1)
                .constant("one", new float[] {1}, 1)
                .op(new Op("Identity", "go", "still"))
                .op(new Op("Add", "v,one", "more"))
                .output("still", ElementType.BOOL)
                .output("more", ElementType.FLOAT, 1)
                .graph
                .build();
        OnnxMl.AttributeProto attribute = OnnxMl.AttributeProto.newBuilder()
                .setName("body")
                .setType(OnnxMl.AttributeProto.AttributeType.GRAPH)
                .setG(body)
                .build();
        return new TinyGraph()
                .input("n", ElementType.INT64)
                .input("x", ElementType.FLOAT, 1)
                .op(new Op("Loop", "n,,x", "y").with(attribute))
                .output("y", ElementType.FLOAT, 1)
                .bytes();
    }

    /** Causal attention of `heads` query heads over `kvHeads` cached heads of length `depth`. */
    static byte[] attention(int heads, int kvHeads, int depth) {
        return attention(ElementType.FLOAT, heads, kvHeads, depth);
    }

    /** The same over elements of another type. */
    static byte[] attention(ElementType type, int heads, int kvHeads, int depth) {
        Op op = new Op(
                "GroupQueryAttention",
                "com.microsoft",
                "query,key,value,past_key,past_value,seqlens_k,total",
                "out,present_key,present_value",
                List.of(number("num_heads", heads), number("kv_num_heads", kvHeads)));
        return new TinyGraph()
                .input("query", type, "b", "s", heads * depth)
                .input("key", type, "b", "s", kvHeads * depth)
                .input("value", type, "b", "s", kvHeads * depth)
                .input("past_key", type, "b", kvHeads, "p", depth)
                .input("past_value", type, "b", kvHeads, "p", depth)
                .input("seqlens_k", ElementType.INT32, "b")
                .input("total", ElementType.INT32)
                .op(op)
                .output("out", type, "b", "s", heads * depth)
                .output("present_key", type, "b", kvHeads, "t", depth)
                .output("present_value", type, "b", kvHeads, "t", depth)
                .bytes();
    }

    TinyGraph input(String name, ElementType type, Object... shape) {
        graph.addInput(valueInfo(name, type, shape));
        return this;
    }

    TinyGraph output(String name, ElementType type, Object... shape) {
        graph.addOutput(valueInfo(name, type, shape));
        return this;
    }

    TinyGraph op(Op op) {
        graph.addNode(op.proto());
        return this;
    }

    TinyGraph constant(String name, float[] values, long... shape) {
        ByteBuffer raw = ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        raw.asFloatBuffer().put(values);
        OnnxMl.TensorProto.Builder tensor = OnnxMl.TensorProto.newBuilder()
                .setName(name)
                .setDataType(ElementType.FLOAT.code())
                .setRawData(ByteString.copyFrom(raw));
        for (long length : shape) {
            tensor.addDims(length);
        }
        graph.addInitializer(tensor);
        return this;
    }

    byte[] bytes() {
        return OnnxMl.ModelProto.newBuilder()
                .setIrVersion(10)
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder().setVersion(21))
                .addOpsetImport(OnnxMl.OperatorSetIdProto.newBuilder()
                        .setDomain("com.microsoft")
                        .setVersion(1))
                .setGraph(graph)
                .build()
                .toByteArray();
    }

    /** The tensor of that name. */
    static OrtTensor the(String name, Map<String, OrtTensor> tensors) {
        return Objects.requireNonNull(tensors.get(name), name);
    }

    static Path write(Path folder, byte[] model) {
        try {
            return Files.write(folder.resolve("model.onnx"), model);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OnnxMl.AttributeProto number(String name, long value) {
        return OnnxMl.AttributeProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.AttributeProto.AttributeType.INT)
                .setI(value)
                .build();
    }

    private static OnnxMl.ValueInfoProto valueInfo(String name, ElementType type, Object... shape) {
        OnnxMl.TensorShapeProto.Builder dims = OnnxMl.TensorShapeProto.newBuilder();
        for (Object length : shape) {
            OnnxMl.TensorShapeProto.Dimension.Builder dim = OnnxMl.TensorShapeProto.Dimension.newBuilder();
            dims.addDim(
                    length instanceof String open
                            ? dim.setDimParam(open)
                            : dim.setDimValue(((Number) length).longValue()));
        }
        return OnnxMl.ValueInfoProto.newBuilder()
                .setName(name)
                .setType(OnnxMl.TypeProto.newBuilder()
                        .setTensorType(OnnxMl.TypeProto.Tensor.newBuilder()
                                .setElemType(type.code())
                                .setShape(dims)))
                .build();
    }
}
