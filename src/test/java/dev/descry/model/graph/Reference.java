package dev.descry.model.graph;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The committed checkpoints and what transformers answers on them. */
final class Reference {
    static final Path FOLDER = Path.of("test/resources/dev/descry/reference");

    /** One prompt; a case without image is text only. */
    record Case(JsonNode node) {
        boolean hasImage() {
            return !node.path("image").isNull();
        }

        long[] ids() {
            return longs("ids");
        }

        long[] tokens() {
            return longs("tokens");
        }

        long[] grid() {
            return longs("gridThw");
        }

        /** [3, S] flat. */
        long[] positions() {
            return elements(node.get("positions"))
                    .flatMap(Reference::elements)
                    .mapToLong(JsonNode::asLong)
                    .toArray();
        }

        long ropeDelta() {
            return node.get("ropeDelta").asLong();
        }

        float[] imageFeatures() {
            return floats("imageFeatures");
        }

        float[] firstLogits() {
            return floats("firstLogits");
        }

        private long[] longs(String field) {
            return elements(node.get(field)).mapToLong(JsonNode::asLong).toArray();
        }

        private float[] floats(String field) {
            ByteBuffer bytes =
                    ByteBuffer.wrap(Base64.getDecoder().decode(node.get(field).asText()));
            float[] values = new float[bytes.remaining() / Float.BYTES];
            bytes.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
            return values;
        }
    }

    private Reference() {}

    static List<String> checkpoints() {
        return List.of("tied-flat-fp32", "untied-nested-bf16", "sharded-flat-fp16", "head128-flat-bf16");
    }

    static List<String> packed() {
        return List.of("awq-int4", "gptq-int4", "gptq-int8");
    }

    static Path checkpoint(String name) {
        return FOLDER.resolve("checkpoints").resolve(name);
    }

    static List<Case> cases(String checkpoint) {
        return elements(json(FOLDER.resolve("parity").resolve(checkpoint + ".json"))
                        .get("cases"))
                .map(Case::new)
                .toList();
    }

    static JsonNode json(Path file) {
        try {
            return new ObjectMapper().readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
