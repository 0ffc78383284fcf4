package dev.descry.dataset.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Rows made of records: one for every image, or one for every step of its chain. Fields of the images are columns too. */
final class CaptionRows {
    private static final List<Column> BEFORE = List.of(
            new Column("image", Column.Type.TEXT),
            new Column("image_id", Column.Type.TEXT),
            new Column("variant", Column.Type.INTEGER));
    private static final List<Column> AFTER = List.of(
            new Column("step", Column.Type.INTEGER),
            new Column("expert", Column.Type.TEXT),
            new Column("caption", Column.Type.TEXT),
            new Column("finish_reason", Column.Type.TEXT),
            new Column("prompt_tokens", Column.Type.INTEGER),
            new Column("tokens", Column.Type.INTEGER),
            new Column("millis", Column.Type.INTEGER),
            new Column("cost", Column.Type.REAL),
            new Column("currency", Column.Type.TEXT),
            new Column("model", Column.Type.TEXT),
            new Column("model_digest", Column.Type.TEXT),
            new Column("revision", Column.Type.TEXT),
            new Column("prompt_template", Column.Type.TEXT),
            new Column("finished_at", Column.Type.TIME),
            new Column("error_kind", Column.Type.TEXT),
            new Column("error", Column.Type.TEXT));

    private final List<String> fields;
    private final boolean everyStep;
    private final UnaryOperator<String> wording;

    /**
     * @param fields of the images, each a column
     * @param wording what becomes of a caption's text
     */
    CaptionRows(Set<String> fields, boolean everyStep, UnaryOperator<String> wording) {
        this.fields = List.copyOf(fields);
        this.everyStep = everyStep;
        this.wording = wording;
    }

    List<Column> columns() {
        List<Column> columns = new ArrayList<>(BEFORE);
        for (String field : fields) {
            boolean taken = Stream.concat(BEFORE.stream(), AFTER.stream())
                    .anyMatch(column -> column.name().equals(field));
            columns.add(new Column(taken ? "field_" + field : field, Column.Type.TEXT));
        }
        columns.addAll(AFTER);
        return columns;
    }

    /** The rows of one record. */
    List<List<@Nullable Object>> of(ObjectNode record) {
        JsonNode steps = record.path("steps");
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (int i = 0; everyStep && i < steps.size(); i++) {
            rows.add(row(record, i));
        }
        if (rows.isEmpty()) {
            rows.add(row(record, newest(steps)));
        }
        return rows;
    }

    /** The step that wrote the newest caption; -1 for none. */
    private static int newest(JsonNode steps) {
        int step = steps.size() - 1;
        while (step >= 0 && !captioned(steps.path(step))) {
            step--;
        }
        return step;
    }

    private List<@Nullable Object> row(ObjectNode record, int index) {
        JsonNode step = record.path("steps").path(index);
        JsonNode provenance = step.path("provenance");
        boolean captioned = captioned(step);
        List<@Nullable Object> row = new ArrayList<>();
        int variant = record.path("variant").asInt(1);
        String name = record.path("image").asText();
        row.add(variant == 1 ? name : name.substring(0, name.lastIndexOf('#')));
        row.add(text(record.path("imageId")));
        row.add((long) variant);
        fields.forEach(field -> row.add(text(record.path("fields").path(field))));
        row.add(index < 0 ? null : (Long) (index + 1L));
        row.add(text(step.path("expert")));
        String text = (everyStep ? step.path("text") : record.path("caption")).asText("");
        row.add(captioned ? wording.apply(text) : null);
        row.add(text(step.path("finishReason")));
        row.add(number(step.path("promptTokens")));
        row.add(tokens(step));
        row.add(number(step.path("millis")));
        JsonNode usage = step.path("usage");
        row.add(
                usage.path("cost").isMissingNode()
                        ? null
                        : (Double) usage.path("cost").asDouble());
        row.add(text(usage.path("currency")));
        row.add(text(provenance.path("model")));
        row.add(text(provenance.path("modelDigest")));
        row.add(text(provenance.path("revision")));
        row.add(text(provenance.path("promptTemplate")));
        row.add(time(provenance.path("at")));
        if (captioned || index < 0) {
            row.add(text(record.path("error").path("kind")));
            row.add(text(record.path("error").path("message")));
        } else {
            row.add(text(step.path(step.has("reason") ? "outcome" : "kind")));
            row.add(text(step.path(step.has("reason") ? "reason" : "message")));
        }
        return row;
    }

    private static boolean captioned(JsonNode step) {
        return step.path("outcome").asText().equals("captioned");
    }

    private static @Nullable Long tokens(JsonNode step) {
        JsonNode counted = step.path("usage").path("completionTokens");
        if (counted.isNumber()) {
            return counted.asLong();
        }
        return step.path("tokens").isArray() ? (Long) (long) step.path("tokens").size() : null;
    }

    private static @Nullable String text(JsonNode value) {
        return value.isValueNode() && !value.isNull() ? value.asText() : null;
    }

    private static @Nullable Long number(JsonNode value) {
        return value.isNumber() ? (Long) value.asLong() : null;
    }

    private static @Nullable Instant time(JsonNode value) {
        try {
            return value.isTextual() ? Instant.parse(value.asText()) : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
