package dev.descry.event;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The extension attributes of our events: their names, and how slip and passage are written into them. */
public final class Extensions {
    public static final String CHAIN_ID = "chainid";
    public static final String STEP = "step";
    public static final String NEXT = "next";
    public static final String SLIP = "slip";
    public static final String HOP = "hop";
    public static final String DEADLINE = "deadline";
    public static final String PARTITION_KEY = "partitionkey";
    public static final String TRACE_PARENT = "traceparent";

    /** Set by a broker on a dead letter: who did not take it. */
    public static final String ERROR_DESTINATION = "knativeerrordest";
    /** Set by a broker on a dead letter: the HTTP status of the last attempt, where there was an answer. */
    public static final String ERROR_CODE = "knativeerrorcode";
    /** Set by a broker on a dead letter: the body of that answer, in Base64. */
    public static final String ERROR_DATA = "knativeerrordata";

    /** All the names our events use. */
    public static final Set<String> NAMES =
            Set.of(CHAIN_ID, STEP, NEXT, SLIP, HOP, DEADLINE, PARTITION_KEY, TRACE_PARENT);

    private Extensions() {}

    static Map<String, String> write(Event event) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put(CHAIN_ID, event.run().text());
        switch (event) {
            case StepRequested requested -> write(requested.slip(), values);
            case CaptionFailed failed -> values.put(STEP, Integer.toString(failed.step()));
            case CaptionCompleted completed -> {}
        }
        Passage passage = event.passage();
        values.put(HOP, Integer.toString(passage.hop()));
        values.put(DEADLINE, Long.toString(passage.deadline().toEpochMilli()));
        passage.partitionKey().ifPresent(key -> values.put(PARTITION_KEY, key));
        passage.traceParent().ifPresent(parent -> values.put(TRACE_PARENT, parent));
        return values;
    }

    static RoutingSlip slip(Map<String, String> values) {
        String rest = values.getOrDefault(SLIP, "");
        return new RoutingSlip(
                number(values, STEP), text(values, NEXT), rest.isEmpty() ? List.of() : List.of(rest.split(",", -1)));
    }

    static Passage passage(Map<String, String> values) {
        return new Passage(
                number(values, HOP),
                deadline(values),
                Optional.ofNullable(values.get(PARTITION_KEY)),
                Optional.ofNullable(values.get(TRACE_PARENT)));
    }

    static String text(Map<String, String> values, String name) {
        String value = values.get(name);
        if (value == null) {
            throw new IllegalArgumentException("event: expected the attribute " + name + ", found none");
        }
        return value;
    }

    static int number(Map<String, String> values, String name) {
        String value = text(values, name);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    "event: expected a whole number in the attribute %s, found '%s'".formatted(name, value), e);
        }
    }

    private static void write(RoutingSlip slip, Map<String, String> values) {
        values.put(STEP, Integer.toString(slip.step()));
        values.put(NEXT, slip.next());
        // An attribute of a CloudEvent has a value or is not there.
        if (!slip.rest().isEmpty()) {
            values.put(SLIP, String.join(",", slip.rest()));
        }
    }

    private static Instant deadline(Map<String, String> values) {
        String value = text(values, DEADLINE);
        try {
            return Instant.ofEpochMilli(Long.parseLong(value));
        } catch (NumberFormatException | DateTimeException e) {
            throw new IllegalArgumentException(
                    "event: expected milliseconds since 1970 in the attribute deadline, found '%s'".formatted(value),
                    e);
        }
    }
}
