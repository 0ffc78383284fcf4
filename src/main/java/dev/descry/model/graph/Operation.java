package dev.descry.model.graph;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One operator being added to a graph: attributes first, then what it puts out. */
final class Operation {
    // Fields of NodeProto and AttributeProto, and the codes of attribute types.
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int NAME = 1;
    private static final int FLOAT = 2;
    private static final int INT = 3;
    private static final int GRAPH = 6;
    private static final int INTS = 8;
    private static final int TYPE = 20;
    private static final int TYPE_FLOAT = 1;
    private static final int TYPE_INT = 2;
    private static final int TYPE_GRAPH = 5;
    private static final int TYPE_INTS = 7;

    private final GraphBuilder graph;
    private final String name;
    private final Message node;

    Operation(GraphBuilder graph, String name, Message node) {
        this.graph = graph;
        this.name = name;
        this.node = node;
    }

    /** The inputs, left-out ones up to before place {@code place}, and there one more. */
    static Value[] padded(Value[] inputs, int place, Value last) {
        Value[] all = Arrays.copyOf(inputs, place + 1);
        Arrays.fill(all, inputs.length, place, Value.ABSENT);
        all[place] = last;
        return all;
    }

    Operation with(String attribute, long value) {
        return with(new Message().text(NAME, attribute).number(INT, value).number(TYPE, TYPE_INT));
    }

    Operation with(String attribute, long[] values) {
        return with(new Message().text(NAME, attribute).numbers(INTS, values).number(TYPE, TYPE_INTS));
    }

    Operation with(String attribute, float value) {
        return with(new Message().text(NAME, attribute).real(FLOAT, value).number(TYPE, TYPE_FLOAT));
    }

    Operation with(String attribute, Message body) {
        return with(new Message().text(NAME, attribute).message(GRAPH, body).number(TYPE, TYPE_GRAPH));
    }

    private Operation with(Message attribute) {
        node.message(NODE_ATTRIBUTE, attribute);
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
            all[place] = new Value("%s:%d".formatted(name, place));
        }
        as(all);
        return IntStream.of(places).mapToObj(place -> all[place]).toList();
    }

    /** The values under names that a reader of the graph knows; {@link Value#ABSENT} leaves one out. */
    void as(Value... values) {
        for (Value value : values) {
            node.text(NODE_OUTPUT, value.name());
        }
        graph.add(node);
    }
}
