package dev.descry.onnx;

import dev.descry.model.config.DecoderSizes;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtBinding;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Keys and values of every layer for a number of slots, {@code [slots, kvHeads, capacity, headDim]} on the decoder's
 * device. The part of a slot, and of slots side by side, is contiguous and bound as past and present at once, so the
 * decoder writes in place.
 */
final class KvCache implements AutoCloseable {
    private final OrtSession decoder;
    private final DecoderSizes sizes;
    private final int slots;
    private final ElementType type;
    private final List<OrtTensor> buffers = new ArrayList<>();
    private int capacity;

    KvCache(OrtSession decoder, DecoderSizes sizes, int slots) {
        this.decoder = decoder;
        this.sizes = sizes;
        this.slots = slots;
        type = Graphs.type(decoder.inputs(), DecoderNames.past(sizes, 0, true));
    }

    /** Tokens that one slot can hold. */
    int capacity() {
        return capacity;
    }

    /** Makes room for so many tokens a slot, twice as many as before or more; what was held is lost. */
    void grow(int tokens) {
        int wanted = (int) Math.min(sizes.maxPositions(), Math.max(tokens, 2L * capacity));
        close();
        for (int buffer = 0; buffer < 2 * sizes.layers(); buffer++) {
            buffers.add(decoder.allocate(type, slots, sizes.kvHeads(), wanted, sizes.headDim()));
        }
        capacity = wanted;
    }

    /** Binds {@code count} slots from {@code first} on. */
    void bind(OrtBinding binding, int first, int count) {
        long slot = (long) sizes.kvHeads() * capacity * sizes.headDim();
        for (int layer = 0; layer < sizes.layers(); layer++) {
            for (boolean key : new boolean[] {true, false}) {
                OrtTensor buffer = buffers.get(2 * layer + (key ? 0 : 1));
                try (OrtTensor part = buffer.view(first * slot, count, sizes.kvHeads(), capacity, sizes.headDim())) {
                    binding.bindInput(DecoderNames.past(sizes, layer, key), part);
                    binding.bindOutput(DecoderNames.present(sizes, layer, key), part);
                }
            }
        }
    }

    /** Makes a slot hold what another holds, up to so many tokens. */
    void copy(int from, int to, int tokens) {
        for (OrtTensor buffer : buffers) {
            if (buffer.device().isHost()) {
                copyHeads(buffer, from, to, tokens);
            } else {
                // One copy of all that a slot could hold is faster there than one for each head.
                try (OrtTensor source = buffer.slot(from);
                        OrtTensor target = buffer.slot(to)) {
                    target.copyFrom(source);
                }
            }
        }
    }

    private void copyHeads(OrtTensor buffer, int from, int to, int tokens) {
        MemorySegment memory = buffer.segment();
        long head = (long) capacity * sizes.headDim() * type.bytes();
        long held = (long) tokens * sizes.headDim() * type.bytes();
        for (int i = 0; i < sizes.kvHeads(); i++) {
            long source = ((long) from * sizes.kvHeads() + i) * head;
            long target = ((long) to * sizes.kvHeads() + i) * head;
            MemorySegment.copy(memory, source, memory, target, held);
        }
    }

    @Override
    public void close() {
        capacity = 0;
        buffers.forEach(OrtTensor::close);
        buffers.clear();
    }
}
