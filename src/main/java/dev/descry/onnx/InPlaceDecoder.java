package dev.descry.onnx;

import dev.descry.model.config.DecoderSizes;
import dev.descry.onnx.TokenInputs.Row;
import dev.descry.ort.OrtBinding;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import dev.descry.ort.RunControl;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The decoder of a package that Descry built: it writes its cache in place and gives logits for the last token only. A
 * step runs the slots from the first to the last that is in use; a free one between them runs along as a row that reads
 * one token behind what it holds, so nothing is ever moved and no slot's memory is disturbed.
 */
final class InPlaceDecoder implements SlotDecoder {
    /** Room for a small image, a question and an answer. */
    private static final int FIRST_CAPACITY = 512;

    private static final int STEP = 64;

    private final OrtSession decoder;
    private final DecoderSizes sizes;
    private final TokenInputs inputs;
    private final KvCache cache;
    /** Null for a decoder without cross attention. */
    private final @Nullable CrossCache cross;

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
    InPlaceDecoder(Graphs graphs, DecoderSizes sizes, int slots, int most) {
        decoder = graphs.decoder();
        this.sizes = sizes;
        inputs = new TokenInputs(
                graphs.embedTokens(), sizes, Math.max(slots, most), Graphs.type(decoder.inputs(), DecoderNames.EMBEDS));
        cache = new KvCache(decoder, sizes, slots);
        cross = sizes.cross().isPresent() ? new CrossCache(graphs.encoders().getFirst(), decoder, sizes, slots) : null;
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
        return cross == null;
    }

    @Override
    public int capacity() {
        return cache.capacity();
    }

    @Override
    public boolean fits(Sequence sequence) {
        return sequence.need() <= capacity()
                && (cross == null || sequence.request().sourceRows() <= cross.capacity());
    }

    @Override
    public void makeRoom(Sequence sequence) {
        grow(Math.max(sequence.need(), capacity()));
        if (cross != null) {
            cross.grow(Math.max(sequence.request().sourceRows(), cross.capacity()));
        }
    }

    @Override
    public void grow(int tokens) {
        part.forget();
        step.forget();
        Arrays.fill(held, 0);
        // Captioners read prompts of about one length; the others see images of every size.
        int first = sizes.axes() == 1 ? Math.ceilDiv(tokens, STEP) * STEP : FIRST_CAPACITY;
        cache.grow(Math.max(tokens, Math.min(first, sizes.maxPositions())));
    }

    @Override
    public int vocabulary() {
        return sizes.vocab();
    }

    @Override
    public void read(Sequence sequence, int end) {
        int slot = sequence.slot();
        if (sequence.held() == 0) {
            fill(slot, sequence);
        }
        OrtBinding binding = part.to(cache, slot, 1);
        bindCross(binding, slot, 1);
        inputs.bindPart(binding, sequence, end);
        bindLogits(binding, 1);
        held[slot] = end;
        rows = new int[] {0};
        try (RunControl control = new RunControl()) {
            sequence.generation().stop().during(control::terminate, () -> decoder.run(binding, control));
        }
    }

    @Override
    public void step(List<Branch> branches) {
        int first = branches.stream().mapToInt(Branch::slot).min().orElseThrow();
        int last = branches.stream().mapToInt(Branch::slot).max().orElseThrow();
        List<Row> tokens = new ArrayList<>();
        for (int slot = first; slot <= last; slot++) {
            tokens.add(new Row(0, 0, held[slot] + 1));
        }
        rows = new int[branches.size()];
        for (int i = 0; i < rows.length; i++) {
            Branch branch = branches.get(i);
            rows[i] = branch.slot() - first;
            held[branch.slot()] = branch.held() + 1;
            tokens.set(rows[i], new Row(branch.token(), branch.position(), branch.held() + 1));
        }
        OrtBinding binding = step.to(cache, first, tokens.size());
        bindCross(binding, first, tokens.size());
        inputs.bindStep(binding, tokens);
        bindLogits(binding, tokens.size());
        decoder.run(binding);
    }

    @Override
    public void copy(int from, int to, int tokens) {
        cache.copy(from, to, tokens);
        if (cross != null) {
            cross.copy(from, to);
        }
        held[to] = tokens;
    }

    private void fill(int slot, Sequence sequence) {
        if (cross != null) {
            GenerationRequest.Source source = sequence.request().source().orElseThrow();
            cross.fill(slot, source, sequence.generation().stop());
        }
    }

    private void bindCross(OrtBinding binding, int first, int count) {
        if (cross != null) {
            cross.bind(binding, first, count);
        }
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
        if (cross != null) {
            cross.close();
        }
        logits.close();
        inputs.close();
    }
}
