package dev.descry.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.StringJoiner;
import java.util.stream.LongStream;

/** A BLIP-2 checkpoint of random weights: vision and querying transformer of full size, and a language model of almost none. */
final class Blip2Weights {
    private static final int WIDTH = 1408;
    private static final int INNER = 6144;
    private static final int HIDDEN = 768;
    private static final int FEED = 3072;
    private static final int WORDS = 64;
    private static final String CONFIG = """
            {"model_type": "blip-2", "image_token_index": 63, "text_config": {"model_type": "opt", "hidden_size": 64,
             "num_hidden_layers": 1, "num_attention_heads": 4, "ffn_dim": 64, "vocab_size": 64,
             "max_position_embeddings": 64}}
            """;

    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    private Blip2Weights() {}

    /** Writes the checkpoint where it is not there yet: 2.2 GB of 16-bit floats. */
    static Path write(Path folder) throws IOException {
        if (Files.exists(folder.resolve("config.json"))) {
            return folder;
        }
        Files.createDirectories(folder);
        Blip2Weights weights = new Blip2Weights();
        weights.vision();
        weights.qformer();
        weights.language();
        weights.save(folder.resolve("model.safetensors"));
        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\": {\"vocab\": {\"a\": 0}}}");
        Files.writeString(folder.resolve("preprocessor_config.json"), "{}");
        Files.writeString(folder.resolve("config.json"), CONFIG);
        return folder;
    }

    private void vision() {
        String root = "vision_model.";
        shapes.put(root + "embeddings.class_embedding", new long[] {1, 1, WIDTH});
        shapes.put(root + "embeddings.position_embedding", new long[] {1, 257, WIDTH});
        shapes.put(root + "embeddings.patch_embedding.weight", new long[] {WIDTH, 3, 14, 14});
        shapes.put(root + "embeddings.patch_embedding.bias", new long[] {WIDTH});
        for (int layer = 0; layer < 39; layer++) {
            String name = root + "encoder.layers." + layer;
            norm(name + ".layer_norm1", WIDTH);
            norm(name + ".layer_norm2", WIDTH);
            linear(name + ".self_attn.qkv", 3 * WIDTH, WIDTH);
            linear(name + ".self_attn.projection", WIDTH, WIDTH);
            linear(name + ".mlp.fc1", INNER, WIDTH);
            linear(name + ".mlp.fc2", WIDTH, INNER);
        }
        norm(root + "post_layernorm", WIDTH);
    }

    private void qformer() {
        shapes.put("query_tokens", new long[] {1, 32, HIDDEN});
        norm("qformer.layernorm", HIDDEN);
        for (int layer = 0; layer < 12; layer++) {
            String name = "qformer.encoder.layer." + layer;
            attention(name + ".attention", HIDDEN);
            if (layer % 2 == 0) {
                attention(name + ".crossattention", WIDTH);
            }
            linear(name + ".intermediate_query.dense", FEED, HIDDEN);
            linear(name + ".output_query.dense", HIDDEN, FEED);
            norm(name + ".output_query.LayerNorm", HIDDEN);
        }
        linear("language_projection", WORDS, HIDDEN);
    }

    private void attention(String name, int keys) {
        linear(name + ".attention.query", HIDDEN, HIDDEN);
        linear(name + ".attention.key", HIDDEN, keys);
        linear(name + ".attention.value", HIDDEN, keys);
        linear(name + ".output.dense", HIDDEN, HIDDEN);
        norm(name + ".output.LayerNorm", HIDDEN);
    }

    private void language() {
        String root = "language_model.model.decoder.";
        shapes.put(root + "embed_tokens.weight", new long[] {WORDS, WORDS});
        shapes.put(root + "embed_positions.weight", new long[] {WORDS + 2, WORDS});
        for (String part : new String[] {"q_proj", "k_proj", "v_proj", "out_proj"}) {
            linear(root + "layers.0.self_attn." + part, WORDS, WORDS);
        }
        norm(root + "layers.0.self_attn_layer_norm", WORDS);
        linear(root + "layers.0.fc1", WORDS, WORDS);
        linear(root + "layers.0.fc2", WORDS, WORDS);
        norm(root + "layers.0.final_layer_norm", WORDS);
        norm(root + "final_layer_norm", WORDS);
    }

    private void norm(String name, int width) {
        shapes.put(name + ".weight", new long[] {width});
        shapes.put(name + ".bias", new long[] {width});
    }

    private void linear(String name, int out, int in) {
        shapes.put(name + ".weight", new long[] {out, in});
        shapes.put(name + ".bias", new long[] {out});
    }

    private void save(Path file) throws IOException {
        StringJoiner header = new StringJoiner(",", "{", "}");
        long at = 0;
        for (Map.Entry<String, long[]> one : shapes.entrySet()) {
            long end = at + 2 * LongStream.of(one.getValue()).reduce(1, Math::multiplyExact);
            StringJoiner shape = new StringJoiner(",", "[", "]");
            LongStream.of(one.getValue()).forEach(side -> shape.add(Long.toString(side)));
            header.add("\"%s\":{\"dtype\":\"F16\",\"shape\":%s,\"data_offsets\":[%d,%d]}"
                    .formatted(one.getKey(), shape, at, end));
            at = end;
        }
        byte[] json = header.toString().getBytes(StandardCharsets.UTF_8);
        byte[] block = block();
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(ByteBuffer.allocate(Long.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putLong(json.length)
                    .array());
            out.write(json);
            for (long left = at; left > 0; left -= block.length) {
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
    }

    /** Small bell-shaped numbers, of a length that no width divides, so that rows differ. */
    private static byte[] block() {
        Random random = new Random(7);
        ByteBuffer halves = ByteBuffer.allocate(2 * 4_000_037).order(ByteOrder.LITTLE_ENDIAN);
        while (halves.hasRemaining()) {
            halves.putShort(Float.floatToFloat16((float) (0.02 * random.nextGaussian())));
        }
        return halves.array();
    }
}
