package dev.descry.event;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;

/** What functions tell and keep, as UTF-8. */
public final class Json {
    /** Every event has a virtual thread of its own, and with it new buffers of 16 kB if they were kept by thread, as is usual. */
    private static final ObjectMapper MAPPER = new ObjectMapper(JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.sharedConcurrentDequePool())
            .build());

    private Json() {}

    /**
     * The one value in the bytes.
     *
     * @throws IllegalArgumentException when they are no JSON
     */
    public static JsonNode read(byte[] utf8) {
        try {
            return MAPPER.readTree(utf8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("JSON: expected a value, found " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new IllegalArgumentException("JSON: expected UTF-8, found " + e.getMessage(), e);
        }
    }

    public static byte[] write(JsonNode json) {
        return write(MAPPER.writer(), json);
    }

    /** The same for people, with a line for each member. */
    public static byte[] pretty(JsonNode json) {
        return write(MAPPER.writerWithDefaultPrettyPrinter(), json);
    }

    private static byte[] write(ObjectWriter writer, JsonNode json) {
        try {
            return writer.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("JSON: expected every tree to be writable, found " + e.getMessage(), e);
        }
    }
}
