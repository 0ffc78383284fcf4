package dev.descry.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

/** A checkpoint of random 16-bit weights in the sizes of ViT-L/14. Its tokenizer is that of the scenes. */
final class ClipCheckpoint {
    private static final Path SMALL_FILES = Path.of("main/models/clip-scenes");
    private static final String CONFIG = """
            {"model_type": "clip", "projection_dim": 768,
             "text_config": {"hidden_size": 768, "intermediate_size": 3072, "num_attention_heads": 12},
             "vision_config": {"hidden_size": 1024, "intermediate_size": 4096, "num_attention_heads": 16,
               "num_hidden_layers": 24, "patch_size": 14}}""";

    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private ClipCheckpoint() {}

    /** Writes it unless it is there. */
    static Path large(Path folder) throws IOException {
        Path weights = folder.resolve("model.safetensors");
        if (Files.notExists(weights)) {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("config.json"), CONFIG);
            Files.writeString(folder.resolve("preprocessor_config.json"), "{}");
            Files.copy(SMALL_FILES.resolve("tokenizer.json"), folder.resolve("tokenizer.json"));
            ClipCheckpoint checkpoint = new ClipCheckpoint();
            checkpoint.vision(1024, 4096, 24);
            checkpoint.text(768, 3072, 12);
            checkpoint.write(weights);
        }
        return folder;
    }

    private void vision(long width, long intermediate, int layers) {
        shapes.put("vision_model.embeddings.class_embedding", new long[] {width});
        shapes.put("vision_model.embeddings.patch_embedding.weight", new long[] {width, 3, 14, 14});
        shapes.put("vision_model.embeddings.position_embedding.weight", new long[] {257, width});
        norm("vision_model.pre_layrnorm", width);
        blocks("vision_model.encoder.layers.", width, intermediate, layers);
        norm("vision_model.post_layernorm", width);
        shapes.put("visual_projection.weight", new long[] {768, width});
    }

    private void text(long width, long intermediate, int layers) {
        shapes.put("text_model.embeddings.token_embedding.weight", new long[] {49_408, width});
        shapes.put("text_model.embeddings.position_embedding.weight", new long[] {77, width});
        blocks("text_model.encoder.layers.", width, intermediate, layers);
        norm("text_model.final_layer_norm", width);
        shapes.put("text_projection.weight", new long[] {768, width});
    }

    private void blocks(String root, long width, long intermediate, int layers) {
        for (int layer = 0; layer < layers; layer++) {
            String name = root + layer;
            norm(name + ".layer_norm1", width);
            for (String part : new String[] {"q", "k", "v", "out"}) {
                linear(name + ".self_attn." + part + "_proj", width, width);
            }
            norm(name + ".layer_norm2", width);
            linear(name + ".mlp.fc1", intermediate, width);
            linear(name + ".mlp.fc2", width, intermediate);
        }
    }

    private void norm(String name, long width) {
        shapes.put(name + ".weight", new long[] {width});
        shapes.put(name + ".bias", new long[] {width});
    }

    private void linear(String name, long out, long in) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }

    private void write(Path file) throws IOException {
        ObjectNode header = new ObjectMapper().createObjectNode();
        long at = 0;
        for (Map.Entry<String, long[]> weight : shapes.entrySet()) {
            long bytes = LongStream.of(weight.getValue()).reduce(Short.BYTES, Math::multiplyExact);
            ObjectNode entry = header.putObject(weight.getKey()).put("dtype", "F16");
            LongStream.of(weight.getValue()).forEach(entry.putArray("shape")::add);
            entry.putArray("data_offsets").add(at).add(at + bytes);
            at += bytes;
        }
        byte[] json = new ObjectMapper().writeValueAsBytes(header);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            out.write(json);
            write(out, at);
        }
    }

    // Numbers of 1/64 to 1/32 of either sign.
    private static void write(OutputStream out, long bytes) throws IOException {
        Random random = new Random(14);
        byte[] chunk = new byte[1 << 16];
        for (long left = bytes; left > 0; left -= chunk.length) {
            random.nextBytes(chunk);
            for (int i = 1; i < chunk.length; i += Short.BYTES) {
                chunk[i] = (byte) ((chunk[i] & 0x83) | 0x24);
            }
            out.write(chunk, 0, (int) Math.min(chunk.length, left));
        }
    }
}
