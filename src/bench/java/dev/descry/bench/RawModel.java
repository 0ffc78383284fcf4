package dev.descry.bench;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.config.Qwen2VlConfig.Language;
import dev.descry.model.packages.ModelPackage;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import dev.descry.ort.SessionSettings;
import dev.descry.tensor.PatchTensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The three graphs of a package driven by hand, so that every logit can be seen. */
final class RawModel implements AutoCloseable {
    private final Qwen2VlConfig config;
    private final OrtSession vision;
    private final OrtSession embed;
    private final OrtSession decoder;

    RawModel(ModelPackage files) {
        config = Qwen2VlConfig.of(files.config());
        SessionSettings settings = SessionSettings.cpu(2).spinning(false);
        vision = OrtSession.open(files.graph("vision_encoder"), settings);
        embed = OrtSession.open(files.graph("embed_tokens"), settings);
        decoder = OrtSession.open(files.graph("decoder_model_merged"), settings);
    }

    /** Rows [tokens, width], flat. */
    float[] features(PatchTensor patches) {
        long[] grid = {patches.gridT(), patches.gridH(), patches.gridW()};
        try (OrtTensor pixels = OrtTensor.wrap(patches.data(), ElementType.FLOAT, patches.patches(), patches.width());
                OrtTensor sides = OrtTensor.of(grid, 1, 3)) {
            return floats(vision.run(Map.of("pixel_values", pixels, "grid_thw", sides)), "image_features");
        }
    }

    /** Logits [vocab] of each step. */
    List<float[]> answer(Question question, float[] features, Next next, int steps) {
        Map<String, OrtTensor> cache = emptyCache();
        List<float[]> logits = new ArrayList<>();
        int length = question.ids().length;
        float[] rows = splice(question, features);
        long[] places = places(question);
        while (true) {
            logits.add(feed(cache, rows, places, length));
            if (logits.size() == steps) {
                cache.values().forEach(OrtTensor::close);
                return logits;
            }
            int token = next.after(logits.size() - 1, logits.getLast());
            long place = (long) length + question.positions().delta();
            length++;
            rows = embed(new long[] {token});
            places = new long[] {place, place, place};
        }
    }

    /** Chooses the token that follows. */
    @FunctionalInterface
    interface Next {
        Next LIKELIEST = (step, logits) -> best(logits);

        int after(int step, float[] logits);
    }

    /** The lowest index of the largest number. */
    static int best(float[] values) {
        int best = 0;
        for (int i = 1; i < values.length; i++) {
            best = values[i] > values[best] ? i : best;
        }
        return best;
    }

    private Map<String, OrtTensor> emptyCache() {
        Language language = config.language();
        Map<String, OrtTensor> cache = new HashMap<>();
        for (int layer = 0; layer < language.layers(); layer++) {
            for (String part : new String[] {"key", "value"}) {
                cache.put(
                        "past_key_values.%d.%s".formatted(layer, part),
                        OrtTensor.allocate(ElementType.FLOAT, 1, language.kvHeads(), 0, language.headDim()));
            }
        }
        return cache;
    }

    private float[] splice(Question question, float[] features) {
        float[] rows = embed(Arrays.stream(question.ids()).asLongStream().toArray());
        int width = config.language().width();
        int used = 0;
        for (int i = 0; i < question.ids().length; i++) {
            if (question.ids()[i] == config.imageToken()) {
                System.arraycopy(features, used++ * width, rows, i * width, width);
            }
        }
        return rows;
    }

    private static long[] places(Question question) {
        int count = question.ids().length;
        long[] places = new long[3 * count];
        Arrays.setAll(places, i -> question.positions().at(i / count, i % count));
        return places;
    }

    private float[] embed(long[] ids) {
        try (OrtTensor tokens = OrtTensor.of(ids, 1, ids.length)) {
            return floats(embed.run(Map.of("input_ids", tokens)), "inputs_embeds");
        }
    }

    /** Runs the decoder on some tokens; the cache grows. */
    private float[] feed(Map<String, OrtTensor> cache, float[] rows, long[] places, int length) {
        int count = places.length / 3;
        long[] mask = new long[length];
        Arrays.fill(mask, 1);
        Map<String, OrtTensor> outputs;
        try (OrtTensor x = OrtTensor.of(rows, 1, count, rows.length / count);
                OrtTensor ones = OrtTensor.of(mask, 1, length);
                OrtTensor positions = OrtTensor.of(places, 3, 1, count)) {
            Map<String, OrtTensor> feeds = new HashMap<>(cache);
            feeds.put("inputs_embeds", x);
            feeds.put("attention_mask", ones);
            feeds.put("position_ids", positions);
            outputs = decoder.run(feeds);
        }
        cache.values().forEach(OrtTensor::close);
        float[] logits = floats(outputs, "logits");
        outputs.forEach((name, value) -> {
            if (name.startsWith("present")) {
                cache.put(name.replace("present", "past_key_values"), value);
            }
        });
        return logits;
    }

    private static float[] floats(Map<String, OrtTensor> outputs, String name) {
        try (OrtTensor tensor = Objects.requireNonNull(outputs.get(name), name)) {
            return tensor.segment().toArray(JAVA_FLOAT);
        }
    }

    @Override
    public void close() {
        vision.close();
        embed.close();
        decoder.close();
    }
}
