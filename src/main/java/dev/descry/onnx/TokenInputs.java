package dev.descry.onnx;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.descry.model.config.DecoderSizes;
import dev.descry.onnx.Positions.Span;
import dev.descry.ort.ElementType;
import dev.descry.ort.OrtBinding;
import dev.descry.ort.OrtSession;
import dev.descry.ort.OrtTensor;
import java.lang.foreign.MemorySegment;
import java.util.List;

/**
 * What the decoder reads of the tokens of one run: embeddings {@code [B, S, H]} with the features of images in their
 * places, positions {@code [B, S]} (with three axes {@code [3, B, S]}) and attention mask {@code [B, T]}, in buffers that are used again for every run.
 * They lie in host memory, where the embedding table is.
 */
final class TokenInputs implements AutoCloseable {
    static final String IDS = "input_ids";
    static final String FOUND = "inputs_embeds";

    private final OrtSession embedTokens;
    private final OrtBinding lookUp;
    private final int width;
    private final int axes;
    private final OrtTensor ids;
    private final OrtTensor found;
    private final OrtTensor embeds;
    private final OrtTensor positions;
    private final float[] row;
    private OrtTensor mask = OrtTensor.allocate(ElementType.INT64, 1);

    /** One token of a step. {@code length} counts the tokens of its slot, itself included. */
    record Row(int token, long position, int length) {}

    /**
     * @param most tokens of one run
     * @param type of the decoder's embeddings
     */
    TokenInputs(OrtSession embedTokens, DecoderSizes sizes, int most, ElementType type) {
        this.embedTokens = embedTokens;
        width = sizes.width();
        axes = sizes.axes();
        lookUp = embedTokens.bind();
        ids = OrtTensor.allocate(ElementType.INT64, most);
        positions = OrtTensor.allocate(ElementType.INT64, (long) axes * most);
        found = OrtTensor.allocate(Graphs.type(embedTokens.outputs(), FOUND), (long) most * width);
        embeds = found.type() == type ? found : OrtTensor.allocate(type, (long) most * width);
        row = new float[width];
    }

    /** Binds the part of the prompt from what the slot holds up to before {@code end}. */
    void bindPart(OrtBinding decoder, Sequence sequence, int end) {
        int start = sequence.held();
        int count = end - start;
        GenerationRequest request = sequence.request();
        MemorySegment cells = positions.segment();
        for (int i = 0; i < count; i++) {
            ids.segment().setAtIndex(JAVA_LONG, i, request.prompt()[start + i]);
            for (int axis = 0; axis < axes; axis++) {
                cells.setAtIndex(
                        JAVA_LONG, (long) axis * count + i, request.positions().at(axis, start + i));
            }
        }
        embed(count, 1);
        List<Span> spans = request.positions().images();
        for (int image = 0; image < spans.size(); image++) {
            splice(spans.get(image), request.images().get(image).rows(), start, end);
        }
        fillMask(List.of(new Row(0, 0, end)), end);
        bind(decoder, 1, count, end);
    }

    /** Binds one token a row. */
    void bindStep(OrtBinding decoder, List<Row> rows) {
        int count = rows.size();
        int longest = 0;
        for (int i = 0; i < count; i++) {
            Row one = rows.get(i);
            ids.segment().setAtIndex(JAVA_LONG, i, one.token());
            for (int axis = 0; axis < axes; axis++) {
                positions.segment().setAtIndex(JAVA_LONG, (long) axis * count + i, one.position());
            }
            longest = Math.max(longest, one.length());
        }
        embed(1, count);
        fillMask(rows, longest);
        bind(decoder, count, 1, longest);
    }

    private void embed(int tokens, int batch) {
        try (OrtTensor in = ids.view(0, batch, tokens);
                OrtTensor out = found.view(0, batch, tokens, width)) {
            lookUp.bindInput(IDS, in).bindOutput(FOUND, out);
        }
        embedTokens.run(lookUp);
        if (embeds != found) {
            for (long at = 0; at < (long) tokens * batch; at++) {
                FloatCells.read(found, at * width, row, 0, width);
                FloatCells.write(row, 0, embeds, at * width, width);
            }
        }
    }

    private void splice(Span span, float[] features, int start, int end) {
        int first = Math.max(span.start(), start);
        int count = Math.min(span.end(), end) - first;
        if (count > 0) {
            FloatCells.write(
                    features, (first - span.start()) * width, embeds, (long) (first - start) * width, count * width);
        }
    }

    private void fillMask(List<Row> rows, int longest) {
        long cells = (long) rows.size() * longest;
        if (mask.elements() < cells) {
            mask.close();
            mask = OrtTensor.allocate(ElementType.INT64, Math.max(cells, 2 * mask.elements()));
        }
        MemorySegment memory = mask.segment();
        long at = 0;
        for (Row one : rows) {
            for (int token = 0; token < longest; token++) {
                memory.setAtIndex(JAVA_LONG, at++, token < one.length() ? 1 : 0);
            }
        }
    }

    private void bind(OrtBinding decoder, int batch, int tokens, int longest) {
        try (OrtTensor rows = embeds.view(0, batch, tokens, width);
                OrtTensor places =
                        axes == 1 ? positions.view(0, batch, tokens) : positions.view(0, axes, batch, tokens);
                OrtTensor lengths = mask.view(0, batch, longest)) {
            decoder.bindInput(DecoderNames.EMBEDS, rows)
                    .bindInput(DecoderNames.POSITIONS, places)
                    .bindInput(DecoderNames.MASK, lengths);
        }
    }

    @Override
    public void close() {
        lookUp.close();
        ids.close();
        found.close();
        embeds.close();
        positions.close();
        mask.close();
    }
}
