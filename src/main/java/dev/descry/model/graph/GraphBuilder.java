package dev.descry.model.graph;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.StringStringEntryProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import ai.onnx.proto.OnnxMl.TensorProto.DataType;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.protobuf.ByteString;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Adds operators, constants and weights to one ONNX graph. Operators run in the order in which they are added. Small
 * tensors lie inside the graph, the others in its {@link ExternalData}.
 */
final class GraphBuilder {
    /** The newest operator set that Descry's graphs need; ONNX Runtime 1.29 reads up to 26. */
    private static final long OPSET = 21;

    private static final long IR_VERSION = 10;
    private static final String CONTRIB = "com.microsoft";

    /** Tensors up to this many bytes lie inside the graph. */
    private static final int INLINE = 1024;

    private final GraphProto.Builder graph = GraphProto.newBuilder();
    private final ExternalData data;
    private final Map<ByteString, Value> constants = new HashMap<>();
    private String scope = "";
    private int added;

    GraphBuilder(String name, ExternalData data) {
        graph.setName(name);
        this.data = data;
    }

    /** Names the part of the model that the next operators belong to, as profiles and messages will show it. */
    void scope(String part) {
        scope = part + "/";
    }

    /**
     * Declares a graph input.
     *
     * @param shape dimensions separated by commas: numbers where they are fixed, names where not, nothing for a scalar
     */
    Value input(String name, DataType type, String shape) {
        graph.addInput(declared(name, type, shape));
        return new Value(name);
    }

    /** Declares a graph output, which an operator added later puts out under its name. */
    Value output(String name, DataType type, String shape) {
        graph.addOutput(declared(name, type, shape));
        return new Value(name);
    }

    /** An operator of the ONNX standard (or that ONNX Runtime registers there). */
    Operation op(String type, Value... inputs) {
        return operation("", type, inputs);
    }

    /** An operator of ONNX Runtime's own domain. */
    Operation contrib(String type, Value... inputs) {
        return operation(CONTRIB, type, inputs);
    }

    private Operation operation(String domain, String type, Value... inputs) {
        NodeProto.Builder node = NodeProto.newBuilder()
                .setDomain(domain)
                .setOpType(type)
                .setName("%s%s_%d".formatted(scope, type, added++));
        for (Value input : inputs) {
            node.addInput(input.name());
        }
        return new Operation(this, node);
    }

    void add(NodeProto.Builder node) {
        graph.addNode(node);
    }

    /** A constant 1-D tensor of 64-bit whole numbers. */
    Value longs(long... values) {
        ByteBuffer bytes = little(values.length * Long.BYTES);
        LongStream.of(values).forEach(bytes::putLong);
        return constant(DataType.INT64, bytes, values.length);
    }

    /** A constant scalar. */
    Value scalar(long value) {
        return constant(DataType.INT64, little(Long.BYTES).putLong(value));
    }

    /** A constant scalar. */
    Value scalar(float value) {
        return constant(DataType.FLOAT, little(Float.BYTES).putFloat(value));
    }

    /** A constant 1-D tensor of 32-bit floats. */
    Value floats(float... values) {
        ByteBuffer bytes = little(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return constant(DataType.FLOAT, bytes, values.length);
    }

    private Value constant(DataType type, ByteBuffer bytes, long... shape) {
        TensorProto tensor = tensor("", type, shape)
                .setRawData(ByteString.copyFrom(bytes.array()))
                .build();
        return constants.computeIfAbsent(tensor.toByteString(), same -> {
            String name = "constant_%d".formatted(constants.size());
            graph.addInitializer(tensor.toBuilder().setName(name));
            return new Value(name);
        });
    }

    /** A weight of that name, whose bytes are made while they are written. */
    Value weight(String name, DataType type, long[] shape, TensorContent content) {
        TensorProto.Builder tensor = tensor(name, type, shape);
        long length = LongStream.of(shape).reduce(bytes(type), Math::multiplyExact);
        if (length <= INLINE) {
            ByteArrayOutputStream inline = new ByteArrayOutputStream();
            content.writeTo(bytes -> inline.writeBytes(bytes.toArray(ValueLayout.JAVA_BYTE)));
            tensor.setRawData(ByteString.copyFrom(inline.toByteArray()));
        } else {
            ExternalData.Region region = data.write(length, content);
            tensor.setDataLocation(TensorProto.DataLocation.EXTERNAL)
                    .addExternalData(entry("location", data.location()))
                    .addExternalData(entry("offset", Long.toString(region.offset())))
                    .addExternalData(entry("length", Long.toString(region.length())));
        }
        graph.addInitializer(tensor);
        return new Value(name);
    }

    /** A weight of 32-bit floats that are at hand. */
    Value weight(String name, float[] values, long... shape) {
        return weight(name, DataType.FLOAT, shape, sink -> {
            ByteBuffer bytes = little(values.length * Float.BYTES);
            bytes.asFloatBuffer().put(values);
            sink.bytes(MemorySegment.ofBuffer(bytes));
        });
    }

    /** The finished model. */
    ModelProto model() {
        return ModelProto.newBuilder()
                .setIrVersion(IR_VERSION)
                .setProducerName("descry")
                .addOpsetImport(OperatorSetIdProto.newBuilder().setDomain("").setVersion(OPSET))
                .addOpsetImport(
                        OperatorSetIdProto.newBuilder().setDomain(CONTRIB).setVersion(1))
                .setGraph(graph)
                .build();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static StringStringEntryProto entry(String key, String value) {
        return StringStringEntryProto.newBuilder().setKey(key).setValue(value).build();
    }

    private static TensorProto.Builder tensor(String name, DataType type, long... shape) {
        return TensorProto.newBuilder()
                .setName(name)
                .setDataType(type.getNumber())
                .addAllDims(LongStream.of(shape).boxed().toList());
    }

    private static ValueInfoProto declared(String name, DataType type, String shape) {
        TensorShapeProto.Builder dimensions = TensorShapeProto.newBuilder();
        for (String dimension : shape.split(",\\s*")) {
            TensorShapeProto.Dimension.Builder built = TensorShapeProto.Dimension.newBuilder();
            if (Character.isDigit(dimension.charAt(0))) {
                built.setDimValue(Long.parseLong(dimension));
            } else {
                built.setDimParam(dimension);
            }
            dimensions.addDim(built);
        }
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(type.getNumber())
                                .setShape(dimensions)))
                .build();
    }

    private static long bytes(DataType type) {
        return switch (type) {
            case UINT8, INT8 -> 1;
            case FLOAT16, BFLOAT16 -> 2;
            case FLOAT, INT32 -> 4;
            case INT64 -> 8;
            default ->
                throw new IllegalArgumentException("tensor type: expected one of Descry's graphs, found " + type);
        };
    }
}
