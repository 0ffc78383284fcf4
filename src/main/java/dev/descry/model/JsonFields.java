package dev.descry.model;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A JSON object with the name a message calls it by. Every getter refuses a missing key or a wrong type with one
 * {@link ModelException}; a null value counts as missing.
 */
public record JsonFields(String what, JsonNode node) {
    /** The largest configuration or index file that is read; the published ones stay under 1 MB (tokenizers apart). */
    private static final long MAX_BYTES = 64L << 20;

    /** Refuses duplicate keys. */
    public static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    public JsonFields {
        if (!node.isObject()) {
            throw new ModelException("%s: expected a JSON object, found %s".formatted(what, node.getNodeType()));
        }
    }

    /** Reads a file that must hold one JSON object without duplicate keys. */
    public static JsonFields read(Path file) {
        try {
            long size = Files.size(file);
            if (size > MAX_BYTES) {
                throw new ModelException("%s: expected at most %d bytes, found %d".formatted(file, MAX_BYTES, size));
            }
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new ModelException("%s: expected a file, found none".formatted(file), e);
        } catch (IOException e) {
            throw new ModelException("%s: expected a readable file, found %s".formatted(file, e), e);
        }
    }

    public static JsonFields parse(String what, byte[] json) {
        try {
            return new JsonFields(what, MAPPER.readTree(json));
        } catch (JacksonException e) {
            throw new ModelException("%s: expected JSON, found %s".formatted(what, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new ModelException("%s: expected JSON, found %s".formatted(what, e), e);
        }
    }

    public boolean has(String key) {
        return node.hasNonNull(key);
    }

    public JsonFields object(String key) {
        return new JsonFields(what + ": " + key, required(key));
    }

    /** An object that may be left out, which means an empty one. */
    public JsonFields part(String key) {
        return has(key) ? object(key) : new JsonFields(what + ": " + key, MAPPER.createObjectNode());
    }

    /** Refuses every other text than this; a missing one means it. */
    public void expect(String key, String only) {
        String found = text(key, only);
        if (!found.equals(only)) {
            throw new ModelException("%s: %s: expected %s, found %s".formatted(what, key, only, found));
        }
    }

    /** A whole number of at least one. */
    public int count(String key) {
        JsonNode value = required(key);
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < 1) {
            throw refused(key, "a whole number from 1 to 2147483647", value);
        }
        return value.intValue();
    }

    public int count(String key, int fallback) {
        return has(key) ? count(key) : fallback;
    }

    /** A whole number of at least zero. */
    public long size(String key) {
        JsonNode value = required(key);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw refused(key, "a whole number from 0 up", value);
        }
        return value.longValue();
    }

    /** A finite number above zero. */
    public double positive(String key, double fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = required(key);
        double number = value.doubleValue();
        if (!value.isNumber() || !(number > 0) || Double.isInfinite(number)) {
            throw refused(key, "a number above 0", value);
        }
        return number;
    }

    public boolean flag(String key, boolean fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = required(key);
        if (!value.isBoolean()) {
            throw refused(key, "true or false", value);
        }
        return value.booleanValue();
    }

    public String text(String key) {
        JsonNode value = required(key);
        if (!value.isTextual()) {
            throw refused(key, "a text", value);
        }
        return value.textValue();
    }

    public String text(String key, String fallback) {
        return has(key) ? text(key) : fallback;
    }

    /** A list of finite numbers; a missing or empty one means the other. */
    public List<Double> numbers(String key, List<Double> fallback) {
        if (!has(key)) {
            return fallback;
        }
        JsonNode value = required(key);
        List<Double> numbers = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isNumber() || !Double.isFinite(element.doubleValue())) {
                throw refused(key, "a list of numbers", value);
            }
            numbers.add(element.doubleValue());
        }
        if (!value.isArray()) {
            throw refused(key, "a list of numbers", value);
        }
        return numbers.isEmpty() ? fallback : List.copyOf(numbers);
    }

    public List<Integer> counts(String key) {
        JsonNode value = required(key);
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isInt() || element.intValue() < 1) {
                throw refused(key, "a list of whole numbers from 1 up", value);
            }
            numbers.add(element.intValue());
        }
        if (!value.isArray()) {
            throw refused(key, "a list of whole numbers from 1 up", value);
        }
        return List.copyOf(numbers);
    }

    private JsonNode required(String key) {
        JsonNode value = node.get(key);
        if (value == null || value.isNull()) {
            throw new ModelException("%s: expected the key %s, found none".formatted(what, key));
        }
        return value;
    }

    private ModelException refused(String key, String expected, JsonNode found) {
        String shown = found.toString();
        return new ModelException("%s: %s: expected %s, found %s"
                .formatted(what, key, expected, shown.length() > 80 ? shown.substring(0, 80) + "…" : shown));
    }
}
