package dev.descry.model.graph;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.List;
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

    private static final int MODEL_IR_VERSION = 1;
    private static final int MODEL_PRODUCER = 2;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET = 8;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_NAME = 2;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int NODE_INPUT = 1;
    private static final int NODE_NAME = 3;
    private static final int NODE_TYPE = 4;
    private static final int NODE_DOMAIN = 7;

    private final Message graph = new Message();
    /** Where operators, inputs and outputs go: the graph, or a body inside it. */
    private Message open = graph;

    private final ExternalData data;
    private final Map<List<Object>, Value> constants = new HashMap<>();
    private String scope = "";
    private int added;

    GraphBuilder(String name, ExternalData data) {
        graph.text(GRAPH_NAME, name);
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
    Value input(String name, ElementType type, String shape) {
        open.message(GRAPH_INPUT, TensorProto.declaration(name, type, shape));
        return new Value(name);
    }

    /** Declares a graph output, which an operator added later puts out under its name. */
    Value output(String name, ElementType type, String shape) {
        open.message(GRAPH_OUTPUT, TensorProto.declaration(name, type, shape));
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
        String name = "%s%s_%d".formatted(scope, type, added++);
        Message node =
                new Message().text(NODE_DOMAIN, domain).text(NODE_TYPE, type).text(NODE_NAME, name);
        for (Value input : inputs) {
            node.text(NODE_INPUT, input.name());
        }
        return new Operation(this, name, node);
    }

    void add(Message node) {
        open.message(GRAPH_NODE, node);
    }

    /**
     * What an operator runs several times: the inputs, operators and outputs that {@code content} adds. It may use every
     * value of the graph; constants and weights that it adds belong to the graph.
     */
    Message body(String name, Runnable content) {
        Message outer = open;
        Message body = new Message().text(GRAPH_NAME, name);
        open = body;
        content.run();
        open = outer;
        return body;
    }

    /** A constant 1-D tensor of 64-bit whole numbers. */
    Value longs(long... values) {
        ByteBuffer bytes = little(values.length * Long.BYTES);
        LongStream.of(values).forEach(bytes::putLong);
        return constant(ElementType.INT64, bytes, values.length);
    }

    /** A constant scalar. */
    Value scalar(long value) {
        return constant(ElementType.INT64, little(Long.BYTES).putLong(value));
    }

    /** A constant scalar. */
    Value scalar(float value) {
        return constant(ElementType.FLOAT, little(Float.BYTES).putFloat(value));
    }

    /** A constant scalar, unsigned. */
    Value scalar(byte value) {
        return constant(ElementType.UINT8, little(1).put(value));
    }

    /** A constant 1-D tensor of 32-bit floats. */
    Value floats(float... values) {
        ByteBuffer bytes = little(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        return constant(ElementType.FLOAT, bytes, values.length);
    }

    private static byte[] array(ByteBuffer bytes) {
        byte[] array = new byte[bytes.remaining()];
        bytes.duplicate().get(array);
        return array;
    }

    private Value constant(ElementType type, ByteBuffer bytes, long... shape) {
        ByteBuffer content = bytes.rewind();
        return constants.computeIfAbsent(List.of(type, shape.length, content), same -> {
            Value constant = new Value("constant_%d".formatted(constants.size()));
            graph.message(GRAPH_INITIALIZER, TensorProto.inline(constant.name(), type, shape, array(content)));
            return constant;
        });
    }

    /** A weight of that name, whose bytes are made while they are written. */
    Value weight(String name, ElementType type, long[] shape, TensorContent content) {
        long length = LongStream.of(shape).reduce(type.bytes(), Math::multiplyExact);
        if (length <= INLINE) {
            ByteArrayOutputStream inline = new ByteArrayOutputStream();
            content.writeTo(bytes -> inline.writeBytes(bytes.toArray(ValueLayout.JAVA_BYTE)));
            graph.message(GRAPH_INITIALIZER, TensorProto.inline(name, type, shape, inline.toByteArray()));
        } else {
            ExternalData.Region region = data.write(length, content);
            graph.message(GRAPH_INITIALIZER, TensorProto.external(name, type, shape, data.location(), region));
        }
        return new Value(name);
    }

    /** A weight of 32-bit floats that are at hand. */
    Value weight(String name, float[] values, long... shape) {
        return weight(name, ElementType.FLOAT, shape, sink -> {
            ByteBuffer bytes = little(values.length * Float.BYTES);
            bytes.asFloatBuffer().put(values);
            sink.bytes(MemorySegment.ofBuffer(bytes));
        });
    }

    /** The finished model, to be called once. */
    byte[] model() {
        return new Message()
                .number(MODEL_IR_VERSION, IR_VERSION)
                .text(MODEL_PRODUCER, "descry")
                .message(MODEL_OPSET, new Message().text(1, "").number(2, OPSET))
                .message(MODEL_OPSET, new Message().text(1, CONTRIB).number(2, 1))
                .message(MODEL_GRAPH, graph)
                .toByteArray();
    }

    private static ByteBuffer little(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
