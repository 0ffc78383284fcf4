package dev.descry.model.weights;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.model.JsonFields;
import dev.descry.model.ModelException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The JSON header of a safetensors file: where each weight lies in the data after it. The weights must fill the data
 * exactly, without gap or overlap, as the format demands; a cut file therefore never passes.
 */
final class SafetensorsHeader {
    /** One weight's place: bytes {@code begin} to {@code end} (exclusive) of the data. */
    record Place(TensorType type, long[] shape, long begin, long end) {}

    private final String file;
    private final Map<String, Place> places = new LinkedHashMap<>();

    private SafetensorsHeader(String file) {
        this.file = file;
    }

    /**
     * Reads and checks a header.
     *
     * @param file what messages call the file
     * @param json the header's bytes
     * @param dataBytes bytes after the header
     */
    static Map<String, Place> parse(String file, byte[] json, long dataBytes) {
        SafetensorsHeader header = new SafetensorsHeader(file);
        header.read(json);
        header.checkCover(dataBytes);
        return header.places;
    }

    // Weight by weight, not as one tree: a hostile header of 100 MB would become a tree of gigabytes.
    private void read(byte[] json) {
        try (JsonParser parser = JsonFields.MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw refused("a JSON object as header", "something else");
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                parser.nextToken();
                if (name.equals("__metadata__")) {
                    parser.skipChildren();
                } else {
                    places.put(name, place(new JsonFields(file + ": " + name, parser.readValueAsTree())));
                }
            }
        } catch (JacksonException e) {
            throw new ModelException("%s: expected a JSON header, found %s".formatted(file, e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new ModelException("%s: expected a JSON header, found %s".formatted(file, e), e);
        }
    }

    private static Place place(JsonFields entry) {
        TensorType type = type(entry);
        long[] shape = longs(entry, "shape");
        long[] offsets = longs(entry, "data_offsets");
        if (offsets.length != 2 || offsets[0] > offsets[1]) {
            throw new ModelException("%s: data_offsets: expected begin and end, found %s"
                    .formatted(entry.what(), entry.node().get("data_offsets")));
        }
        long bytes = bytes(entry, type, shape);
        if (offsets[1] - offsets[0] != bytes) {
            throw new ModelException("%s: data_offsets: expected %d bytes for %s %s, found %d"
                    .formatted(entry.what(), bytes, type, entry.node().get("shape"), offsets[1] - offsets[0]));
        }
        return new Place(type, shape, offsets[0], offsets[1]);
    }

    private static TensorType type(JsonFields entry) {
        String name = entry.text("dtype");
        for (TensorType type : TensorType.values()) {
            if (type.name().equals(name)) {
                return type;
            }
        }
        throw new ModelException(
                "%s: dtype: expected one of %s, found %s".formatted(entry.what(), List.of(TensorType.values()), name));
    }

    private static long[] longs(JsonFields entry, String key) {
        JsonNode values = entry.node().get(key);
        if (values == null || !values.isArray()) {
            throw new ModelException("%s: %s: expected a list, found %s".formatted(entry.what(), key, values));
        }
        long[] numbers = new long[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            JsonNode value = values.get(i);
            if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
                throw new ModelException(
                        "%s: %s: expected whole numbers from 0 up, found %s".formatted(entry.what(), key, value));
            }
            numbers[i] = value.longValue();
        }
        return numbers;
    }

    private static long bytes(JsonFields entry, TensorType type, long[] shape) {
        try {
            long product = type.bytes();
            for (long dimension : shape) {
                product = Math.multiplyExact(product, dimension);
            }
            return product;
        } catch (ArithmeticException e) {
            throw new ModelException(
                    "%s: shape: expected fewer than 2^63 bytes, found %s"
                            .formatted(entry.what(), entry.node().get("shape")),
                    e);
        }
    }

    private void checkCover(long dataBytes) {
        List<Place> sorted = new ArrayList<>(places.values());
        sorted.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
        long end = 0;
        for (Place place : sorted) {
            if (place.begin() != end) {
                throw refused(
                        "weights without gap or overlap, the next at byte " + end, "one at byte " + place.begin());
            }
            end = place.end();
        }
        if (end != dataBytes) {
            throw refused(end + " bytes of weights", dataBytes + "; copy or download the file again");
        }
    }

    private ModelException refused(String expected, String found) {
        return new ModelException("%s: expected %s, found %s".formatted(file, expected, found));
    }
}
