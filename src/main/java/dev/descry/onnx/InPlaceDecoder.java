package dev.descry.onnx;

import dev.descry.model.Qwen2VlConfig.Language;
import dev.descry.onnx.TokenInputs.Row;
import dev.descry.ort.OrtBinding;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import dev.descry.ort.RunControl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The decoder of a package that Descry built: it writes its cache in place and gives logits for the last token only. A
 * step runs the slots from the first to the last that is in use; a free one between them runs along as a row that reads
 * one token behind what it holds, so nothing is ever moved and no slot's memory is disturbed.
 */
final class InPlaceDecoder implements SlotDecoder {
    /** Room for a small image, a question and an answer. */
    private static final int FIRST_CAPACITY = 512;

    private final OrtSession decoder;
    private final Language sizes;
    private final TokenInputs inputs;
    private final KvCache cache;
    private final Bound part;
    private final Bound step;
    private final OrtTensor logits;
    private final int[] held;
    private int[] rows = {0};

    /** A binding and the slots it is bound to. */
    private static final class Bound {
        private final OrtBinding binding;
        private int first = -1;
        private int count;

        Bound(OrtSession session) {
            binding = session.bind();
        }

        OrtBinding to(KvCache cache, int firstSlot, int slots) {
            if (first != firstSlot || count != slots) {
                cache.bind(binding, firstSlot, slots);
                first = firstSlot;
                count = slots;
            }
            return binding;
        }

        void forget() {
            binding.clear();
            first = -1;
        }
    }

    /** @param most tokens of one run */
    InPlaceDecoder(OrtSession decoder, OrtSession embedTokens, Language sizes, int slots, int most) {
        this.decoder = decoder;
        this.sizes = sizes;
        inputs = new TokenInputs(
                embedTokens, sizes.width(), Math.max(slots, most), Graphs.type(decoder.inputs(), DecoderNames.EMBEDS));
        cache = new KvCache(decoder, sizes, slots);
        part = new Bound(decoder);
        step = new Bound(decoder);
        logits = OrtTensor.allocate(Graphs.type(decoder.outputs(), DecoderNames.LOGITS), slots, 1, sizes.vocab());
        held = new int[slots];
    }

    @Override
    public int slots() {
        return held.length;
    }

    @Override
    public int longest() {
        return sizes.maxPositions();
    }

    @Override
    public boolean keeps() {
        return true;
    }

    @Override
    public int capacity() {
        return cache.capacity();
    }

    @Override
    public void grow(int tokens) {
        part.forget();
        step.forget();
        Arrays.fill(held, 0);
        cache.grow(Math.max(tokens, Math.min(FIRST_CAPACITY, sizes.maxPositions())));
    }

    @Override
    public int vocabulary() {
        return sizes.vocab();
    }

    @Override
    public void read(Sequence sequence, int end) {
        int slot = sequence.slot();
        OrtBinding binding = part.to(cache, slot, 1);
        inputs.bindPart(binding, sequence, end);
        bindLogits(binding, 1);
        held[slot] = end;
        rows = new int[] {0};
        try (RunControl control = new RunControl()) {
            sequence.generation().stop().during(control::terminate, () -> decoder.run(binding, control));
        }
    }

    @Override
    public void step(List<Sequence> sequences) {
        int first = sequences.stream().mapToInt(Sequence::slot).min().orElseThrow();
        int last = sequences.stream().mapToInt(Sequence::slot).max().orElseThrow();
        List<Row> tokens = new ArrayList<>();
        for (int slot = first; slot <= last; slot++) {
            tokens.add(new Row(0, 0, held[slot] + 1));
        }
        rows = new int[sequences.size()];
        for (int i = 0; i < rows.length; i++) {
            Sequence sequence = sequences.get(i);
            rows[i] = sequence.slot() - first;
            held[sequence.slot()] = sequence.held() + 1;
            tokens.set(rows[i], new Row(sequence.lastToken(), sequence.lastPosition(), sequence.held() + 1));
        }
        OrtBinding binding = step.to(cache, first, tokens.size());
        inputs.bindStep(binding, tokens);
        bindLogits(binding, tokens.size());
        decoder.run(binding);
    }

    private void bindLogits(OrtBinding binding, int count) {
        try (OrtTensor part = logits.view(0, count, 1, sizes.vocab())) {
            binding.bindOutput(DecoderNames.LOGITS, part);
        }
    }

    @Override
    public void logits(int row, float[] target) {
        FloatCells.read(logits, (long) rows[row] * sizes.vocab(), target, 0, sizes.vocab());
    }

    @Override
    public void close() {
        part.binding.close();
        step.binding.close();
        cache.close();
        logits.close();
        inputs.close();
    }
}
