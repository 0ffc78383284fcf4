package dev.descry.model.graph;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.descry.model.config.Qwen2VlConfig.Language;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtTensor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** One sequence fed to a decoder part by part, its cache growing from call to call. */
final class Conversation implements AutoCloseable {
    private final BuiltPackage model;
    private final Map<String, OrtTensor> cache = new HashMap<>();
    private int length;

    Conversation(BuiltPackage model) {
        this.model = model;
        Language language = model.config.language();
        ElementType type = model.cacheType();
        for (int layer = 0; layer < language.layers(); layer++) {
            for (String part : new String[] {"key", "value"}) {
                cache.put(
                        "past_key_values.%d.%s".formatted(layer, part),
                        OrtTensor.allocate(type, 1, language.kvHeads(), 0, language.headDim()));
            }
        }
    }

    /** The logits of the last of these positions: embeds [1, S, width] and positions [3, 1, S], both flat. */
    float[] feed(float[] embeds, long[] positions) {
        int count = positions.length / 3;
        length += count;
        long[] mask = new long[length];
        Arrays.fill(mask, 1);
        Map<String, OrtTensor> outputs;
        try (OrtTensor x = OrtTensor.of(embeds, 1, count, embeds.length / count);
                OrtTensor ones = OrtTensor.of(mask, 1, length);
                OrtTensor places = OrtTensor.of(positions, 3, 1, count)) {
            Map<String, OrtTensor> feeds = new HashMap<>(cache);
            feeds.put("inputs_embeds", x);
            feeds.put("attention_mask", ones);
            feeds.put("position_ids", places);
            outputs = model.decoder().run(feeds);
        }
        close();
        try (OrtTensor logits = outputs.remove("logits")) {
            outputs.forEach((name, value) -> cache.put(name.replace("present", "past_key_values"), value));
            return logits.segment().toArray(JAVA_FLOAT);
        }
    }

    /** The logits after one more token, at a position equal on all axes. */
    float[] feed(long token, long position) {
        return feed(model.embeds(new long[] {token}, new float[0]), new long[] {position, position, position});
    }

    @Override
    public void close() {
        cache.values().forEach(OrtTensor::close);
        cache.clear();
    }
}
