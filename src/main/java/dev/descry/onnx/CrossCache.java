package dev.descry.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.descry.model.config.DecoderSizes;
import dev.descry.onnx.GenerationRequest.Source;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtBinding;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import dev.descry.ort.RunControl;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Keys and values that cross attention reads, for every layer and a number of slots: {@code [slots, capacity, keys]} on
 * the decoder's device. The encoder writes a slot's rows where they stay; the decoder reads slots side by side with a
 * mask {@code [B, capacity]} of the rows that are there. One thread uses it.
 */
final class CrossCache implements AutoCloseable {
    static final String MASK = "encoder_attention_mask";

    /** Room for 32 image tokens and a short prompt. */
    private static final int FIRST_CAPACITY = 64;

    private final OrtSession encoder;
    private final OrtSession decoder;
    private final int layers;
    private final int source;
    private final int keys;
    private final ElementType type;
    private final ElementType read;
    private final int[] rows;
    /** Which filling each slot holds, so that beams of one answer are not given the same again. */
    private final long[] sources;

    private long filled;
    private final List<OrtTensor> buffers = new ArrayList<>();
    private OrtTensor mask = OrtTensor.allocate(ElementType.INT64, 1);
    private int capacity;

    CrossCache(OrtSession encoder, OrtSession decoder, DecoderSizes sizes, int slots) {
        this.encoder = encoder;
        this.decoder = decoder;
        layers = sizes.layers();
        source = sizes.cross().orElseThrow().source();
        keys = sizes.cross().orElseThrow().keys();
        type = Graphs.type(decoder.inputs(), DecoderNames.read(0, true));
        read = Graphs.type(encoder.inputs(), DecoderNames.EMBEDS);
        rows = new int[slots];
        sources = new long[slots];
    }

    /** Rows of a source that one slot can hold. */
    int capacity() {
        return capacity;
    }

    /** Makes room for so many rows a slot; what was held is lost. */
    void grow(int count) {
        int wanted = Math.max(count, FIRST_CAPACITY);
        buffers.forEach(OrtTensor::close);
        buffers.clear();
        for (int buffer = 0; buffer < 2 * layers; buffer++) {
            buffers.add(empty(wanted));
        }
        mask.close();
        mask = OrtTensor.allocate(ElementType.INT64, (long) rows.length * wanted);
        Arrays.fill(rows, 0);
        Arrays.fill(sources, 0);
        capacity = wanted;
    }

    // Rows that nobody wrote have weight 0, but 0 times what a fresh buffer holds may be no number.
    private OrtTensor empty(int wanted) {
        OrtTensor buffer = decoder.allocate(type, rows.length, wanted, keys);
        if (buffer.device().isHost()) {
            buffer.segment().fill((byte) 0);
            return buffer;
        }
        try (OrtTensor zeros = OrtTensor.allocate(type, rows.length, wanted, keys)) {
            zeros.segment().fill((byte) 0);
            buffer.copyFrom(zeros);
        }
        return buffer;
    }

    /** Runs the encoder over a source, into a slot. */
    void fill(int slot, Source from, Stop stop) {
        rows[slot] = from.count();
        sources[slot] = ++filled;
        try (OrtTensor embeds = FloatCells.of(from.rows(), read, 1, from.count(), source);
                OrtBinding binding = encoder.bind();
                RunControl control = new RunControl()) {
            binding.bindInput(DecoderNames.EMBEDS, embeds);
            for (int buffer = 0; buffer < buffers.size(); buffer++) {
                try (OrtTensor part = buffers.get(buffer).view((long) slot * capacity * keys, 1, from.count(), keys)) {
                    binding.bindOutput(DecoderNames.made(buffer / 2, buffer % 2 == 0), part);
                }
            }
            stop.during(control::terminate, () -> encoder.run(binding, control));
        }
    }

    /** Makes a slot hold what another holds. */
    void copy(int from, int to) {
        if (sources[to] == sources[from]) {
            return;
        }
        for (OrtTensor buffer : buffers) {
            try (OrtTensor known = buffer.slot(from);
                    OrtTensor target = buffer.slot(to)) {
                target.copyFrom(known);
            }
        }
        rows[to] = rows[from];
        sources[to] = sources[from];
    }

    /** Binds {@code count} slots from {@code first} on. */
    void bind(OrtBinding binding, int first, int count) {
        for (int buffer = 0; buffer < buffers.size(); buffer++) {
            try (OrtTensor part = buffers.get(buffer).view((long) first * capacity * keys, count, capacity, keys)) {
                binding.bindInput(DecoderNames.read(buffer / 2, buffer % 2 == 0), part);
            }
        }
        MemorySegment cells = mask.segment();
        for (int row = 0; row < count; row++) {
            // A slot that reads along unused must see something: attention to nothing is no number.
            int seen = Math.max(1, rows[first + row]);
            for (int at = 0; at < capacity; at++) {
                cells.setAtIndex(JAVA_LONG, (long) row * capacity + at, at < seen ? 1 : 0);
            }
        }
        try (OrtTensor part = mask.view(0, count, capacity)) {
            binding.bindInput(MASK, part);
        }
    }

    @Override
    public void close() {
        buffers.forEach(OrtTensor::close);
        buffers.clear();
        mask.close();
    }
}
