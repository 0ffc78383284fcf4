package dev.descry.experts.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.image.Image;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What transformers answers about one image with a small BLIP-2 or BLIP checkpoint. */
public record BlipCase(JsonNode node) {
    private static final Path FOLDER = Path.of("test/resources/dev/descry/reference");

    /** All cases of a checkpoint. */
    public static List<BlipCase> of(String checkpoint) {
        try {
            Path file = FOLDER.resolve("parity").resolve(checkpoint + ".json");
            return elements(new ObjectMapper().readTree(file.toFile()).get("cases"))
                    .map(BlipCase::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The image's file. */
    public Image file() {
        try {
            return Image.of(Files.readAllBytes(
                    FOLDER.resolve("images").resolve(node.get("image").asText())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The prompt; empty for a caption without one. */
    public Optional<String> prompt() {
        return Optional.ofNullable(node.get("prompt").textValue());
    }

    /** The new tokens of greedy choice. */
    public List<Integer> tokens() {
        return numbers(node.get("tokens"));
    }

    /** Their text. */
    public String text() {
        return node.get("text").asText();
    }

    /** A field of text. */
    public String text(String field) {
        return node.get(field).asText();
    }

    /** Searches with beams: settings as transformers names them, {@code tokens} and {@code score}. */
    public List<JsonNode> beams() {
        return elements(node.get("beams")).toList();
    }

    /** Whether the case has numbers of that name. */
    public boolean has(String field) {
        return node.has(field);
    }

    /** Numbers kept as base64 of little-endian 32-bit floats. */
    public float[] floats(String field) {
        try {
            byte[] bytes = node.get(field).binaryValue();
            float[] floats = new float[bytes.length / Float.BYTES];
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .asFloatBuffer()
                    .get(floats);
            return floats;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A list of whole numbers. */
    public static List<Integer> numbers(JsonNode list) {
        return elements(list).map(JsonNode::asInt).toList();
    }

    private static Stream<JsonNode> elements(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    @Override
    public String toString() {
        return node.get("image").asText() + " " + node.get("prompt");
    }
}
