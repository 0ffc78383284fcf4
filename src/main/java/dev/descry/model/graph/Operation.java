package dev.descry.model.graph;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/** One operator being added to a graph: attributes first, then how many values it puts out. */
final class Operation {
    private final GraphBuilder graph;
    private final NodeProto.Builder node;

    Operation(GraphBuilder graph, NodeProto.Builder node) {
        this.graph = graph;
        this.node = node;
    }

    Operation with(String attribute, long value) {
        node.addAttribute(AttributeProto.newBuilder()
                .setName(attribute)
                .setType(AttributeProto.AttributeType.INT)
                .setI(value));
        return this;
    }

    Operation with(String attribute, long[] values) {
        node.addAttribute(AttributeProto.newBuilder()
                .setName(attribute)
                .setType(AttributeProto.AttributeType.INTS)
                .addAllInts(LongStream.of(values).boxed().toList()));
        return this;
    }

    Operation with(String attribute, float value) {
        node.addAttribute(AttributeProto.newBuilder()
                .setName(attribute)
                .setType(AttributeProto.AttributeType.FLOAT)
                .setF(value));
        return this;
    }

    /** The only value, under a name made for it. */
    Value value() {
        return values(0).getFirst();
    }

    /** The values at these places, in rising order, under names made for them; those between are left out. */
    List<Value> values(int... places) {
        Value[] all = new Value[places[places.length - 1] + 1];
        Arrays.fill(all, Value.ABSENT);
        for (int place : places) {
            all[place] = new Value("%s:%d".formatted(node.getName(), place));
        }
        as(all);
        return IntStream.of(places).mapToObj(place -> all[place]).toList();
    }

    /** The values under names that a reader of the graph knows; {@link Value#ABSENT} leaves one out. */
    void as(Value... values) {
        for (Value value : values) {
            node.addOutput(value.name());
        }
        graph.add(node);
    }
}
