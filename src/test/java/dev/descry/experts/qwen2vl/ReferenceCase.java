package dev.descry.experts.qwen2vl;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.text.ChatTemplate.Part;
import dev.descry.text.ChatTemplate.Picture;
import dev.descry.text.ChatTemplate.Turn;
import dev.descry.text.ChatTemplate.Words;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What transformers answers to one prompt. */
record ReferenceCase(JsonNode node) {
    static final Path FOLDER = Path.of("test/resources/dev/descry/reference");

    static List<ReferenceCase> of(String checkpoint) {
        Path file = FOLDER.resolve("parity").resolve(checkpoint + ".json");
        try {
            JsonNode cases = new ObjectMapper().readTree(file.toFile()).get("cases");
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(ReferenceCase::new)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Optional<Path> image() {
        return Optional.ofNullable(node.get("image").textValue()).map(FOLDER.resolve("images")::resolve);
    }

    List<Turn> conversation() {
        List<Turn> turns = new ArrayList<>();
        for (JsonNode message : node.get("messages")) {
            List<Part> parts = new ArrayList<>();
            JsonNode content = message.get("content");
            if (content.isTextual()) {
                parts.add(new Words(content.asText()));
            }
            content.forEach(part -> parts.add(
                    part.get("type").asText().equals("image")
                            ? new Picture()
                            : new Words(part.get("text").asText())));
            turns.add(new Turn(message.get("role").asText(), parts));
        }
        return turns;
    }

    /** Whether it is one user turn with the image first, as an expert asks. */
    boolean isPlainQuestion() {
        List<Turn> turns = conversation();
        return turns.size() == 1
                && turns.getFirst().parts().size() == 2
                && turns.getFirst().parts().getFirst() instanceof Picture;
    }

    /** The words of a plain question. */
    String question() {
        return ((Words) conversation().getFirst().parts().getLast()).text();
    }

    int[] ids() {
        return numbers("ids");
    }

    List<Integer> tokens() {
        return Arrays.stream(numbers("tokens")).boxed().toList();
    }

    int[] grid() {
        return numbers("gridThw");
    }

    /** The position of a token on an axis. */
    long position(int axis, int token) {
        return node.get("positions").get(axis).get(token).asLong();
    }

    int delta() {
        return node.get("ropeDelta").asInt();
    }

    String text(String field) {
        return node.get(field).asText();
    }

    float[] floats(String field) {
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

    private int[] numbers(String field) {
        return StreamSupport.stream(node.get(field).spliterator(), false)
                .mapToInt(JsonNode::asInt)
                .toArray();
    }
}
