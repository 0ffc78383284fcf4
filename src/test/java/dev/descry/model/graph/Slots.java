package dev.descry.model.graph;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;

import dev.descry.model.config.Qwen2VlConfig.Language;
import dev.descry.ort.Device;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtBinding;
import dev.descry.ort.OrtTensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** Several sequences in one cache of fixed capacity, bound as past and as present. */
final class Slots implements AutoCloseable {
    private final BuiltPackage model;
    private final Map<String, OrtTensor> buffers = new TreeMap<>();
    private final int slots;

    Slots(BuiltPackage model, int slots, int capacity) {
        this.model = model;
        this.slots = slots;
        Language language = model.config.language();
        for (int layer = 0; layer < language.layers(); layer++) {
            for (String part : new String[] {"key", "value"}) {
                buffers.put(
                        "%d.%s".formatted(layer, part),
                        OrtTensor.allocate(ElementType.FLOAT, slots, language.kvHeads(), capacity, language.headDim()));
            }
        }
    }

    /** Writes a prompt into one slot: embeds [1, S, width], positions [3, 1, S]; gives the last logits. */
    float[] fill(int slot, float[] embeds, long[] positions) {
        Map<String, OrtTensor> views = new TreeMap<>();
        buffers.forEach((name, buffer) -> views.put(name, buffer.slot(slot)));
        int count = positions.length / 3;
        try {
            return run(views, 1, embeds, ones(count, count), positions);
        } finally {
            views.values().forEach(OrtTensor::close);
        }
    }

    /** One more token in every slot; lengths count it. Gives the logits [slots, vocab]. */
    float[] step(long[] tokens, long[] positions, long... lengths) {
        long[] axes = new long[3 * slots];
        for (int axis = 0; axis < 3; axis++) {
            System.arraycopy(positions, 0, axes, axis * slots, slots);
        }
        int total = (int) Arrays.stream(lengths).max().orElseThrow();
        return run(buffers, slots, model.embeds(tokens, new float[0]), ones(total, lengths), axes);
    }

    private float[] run(Map<String, OrtTensor> cache, int batch, float[] embeds, long[] mask, long[] positions) {
        int count = positions.length / 3 / batch;
        int width = model.config.language().width();
        try (OrtBinding binding = model.decoder().bind();
                OrtTensor x = OrtTensor.of(embeds, batch, count, width);
                OrtTensor ones = OrtTensor.of(mask, batch, mask.length / batch);
                OrtTensor places = OrtTensor.of(positions, 3, batch, count)) {
            cache.forEach((name, buffer) ->
                    binding.bindInput("past_key_values." + name, buffer).bindOutput("present." + name, buffer));
            binding.bindInput("inputs_embeds", x)
                    .bindInput("attention_mask", ones)
                    .bindInput("position_ids", places)
                    .bindOutputToDevice("logits", Device.CPU);
            model.decoder().run(binding);
            try (OrtTensor logits = Objects.requireNonNull(binding.outputs().get("logits"))) {
                return logits.segment().toArray(JAVA_FLOAT);
            }
        }
    }

    // Rows of ones, then zeros up to the width.
    private static long[] ones(int width, long... lengths) {
        long[] mask = new long[width * lengths.length];
        for (int row = 0; row < lengths.length; row++) {
            Arrays.fill(mask, row * width, row * width + (int) lengths[row], 1);
        }
        return mask;
    }

    @Override
    public void close() {
        buffers.values().forEach(OrtTensor::close);
    }
}
