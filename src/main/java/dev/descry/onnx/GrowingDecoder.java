package dev.descry.onnx;

import dev.descry.model.config.DecoderSizes;
import dev.descry.onnx.TokenInputs.Row;
import dev.descry.ort.Device;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtBinding;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import dev.descry.ort.RunControl;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The decoder of a package from elsewhere: each run makes a new, longer cache, and logits for every token it read. Such
 * caches cannot lie side by side, so a step runs the sequences one after another.
 */
final class GrowingDecoder implements SlotDecoder {
    private final OrtSession decoder;
    private final DecoderSizes sizes;
    private final TokenInputs inputs;
    private final OrtBinding binding;
    private final ElementType cacheType;
    private final List<Map<String, OrtTensor>> caches = new ArrayList<>();
    private final float[][] logits;

    /** @param most tokens of one run */
    GrowingDecoder(OrtSession decoder, OrtSession embedTokens, DecoderSizes sizes, int slots, int most) {
        this.decoder = decoder;
        this.sizes = sizes;
        inputs = new TokenInputs(embedTokens, sizes, most, Graphs.type(decoder.inputs(), DecoderNames.EMBEDS));
        binding = decoder.bind();
        cacheType = Graphs.type(decoder.inputs(), DecoderNames.past(sizes, 0, true));
        for (int slot = 0; slot < slots; slot++) {
            caches.add(new HashMap<>());
        }
        logits = new float[slots][sizes.vocab()];
    }

    @Override
    public int slots() {
        return caches.size();
    }

    @Override
    public int longest() {
        return sizes.maxPositions();
    }

    @Override
    public boolean keeps() {
        return false;
    }

    @Override
    public int capacity() {
        return sizes.maxPositions();
    }

    @Override
    public void grow(int tokens) {
        caches.forEach(GrowingDecoder::clear);
    }

    @Override
    public int vocabulary() {
        return sizes.vocab();
    }

    @Override
    public void read(Sequence sequence, int end) {
        if (sequence.held() == 0) {
            clear(caches.get(sequence.slot()));
        }
        inputs.bindPart(binding, sequence, end);
        try (RunControl control = new RunControl()) {
            sequence.generation().stop().during(control::terminate, () -> run(sequence.slot(), 0, control));
        }
    }

    @Override
    public void step(List<Branch> branches) {
        for (int row = 0; row < branches.size(); row++) {
            Branch branch = branches.get(row);
            inputs.bindStep(binding, List.of(new Row(branch.token(), branch.position(), branch.held() + 1)));
            try (RunControl control = new RunControl()) {
                run(branch.slot(), row, control);
            }
        }
    }

    @Override
    public void copy(int from, int to, int tokens) {
        Map<String, OrtTensor> target = caches.get(to);
        clear(target);
        caches.get(from).forEach((name, source) -> {
            OrtTensor copy = decoder.allocate(cacheType, source.shape());
            copy.copyFrom(source);
            target.put(name, copy);
        });
    }

    /** Runs over the slot's cache and puts the longer one in its place. */
    private void run(int slot, int row, RunControl control) {
        Map<String, OrtTensor> cache = caches.get(slot);
        for (int layer = 0; layer < sizes.layers(); layer++) {
            for (boolean key : new boolean[] {true, false}) {
                String present = DecoderNames.present(sizes, layer, key);
                OrtTensor past = cache.computeIfAbsent(
                        present, name -> decoder.allocate(cacheType, 1, sizes.kvHeads(), 0, sizes.headDim()));
                binding.bindInput(DecoderNames.past(sizes, layer, key), past);
                binding.bindOutputToDevice(present, decoder.device());
            }
        }
        binding.bindOutputToDevice(DecoderNames.LOGITS, Device.CPU);
        decoder.run(binding, control);
        Map<String, OrtTensor> made = new HashMap<>(binding.outputs());
        try (OrtTensor all = Objects.requireNonNull(made.remove(DecoderNames.LOGITS))) {
            FloatCells.read(all, all.elements() - sizes.vocab(), logits[row], 0, sizes.vocab());
        }
        clear(cache);
        cache.putAll(made);
    }

    @Override
    public void logits(int row, float[] target) {
        System.arraycopy(logits[row], 0, target, 0, target.length);
    }

    @Override
    public void close() {
        binding.close();
        caches.forEach(GrowingDecoder::clear);
        inputs.close();
    }

    private static void clear(Map<String, OrtTensor> cache) {
        cache.values().forEach(OrtTensor::close);
        cache.clear();
    }
}
