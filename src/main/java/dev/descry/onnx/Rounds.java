package dev.descry.onnx;

import dev.descry.onnx.GenerationException.Kind;
import dev.descry.ort.OrtException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What the loop does between two looks at its queue. Answers that ended leave their slot, one part of one prompt is read
 * (the oldest first, so a long prompt slows the others by one part a step), then every answer grows by a token. One
 * thread uses it.
 */
final class Rounds implements AutoCloseable {
    private final SlotDecoder decoder;
    private final StopTokens stopTokens;
    private final SlotMemory slots;
    private final float[] logits;
    private final List<Sequence> active = new ArrayList<>();

    Rounds(SlotDecoder decoder, StopTokens stopTokens) {
        this.decoder = decoder;
        this.stopTokens = stopTokens;
        slots = new SlotMemory(decoder.slots(), decoder.keeps());
        logits = new float[decoder.vocabulary()];
    }

    /** The sequences that have a slot now. */
    List<Sequence> active() {
        return List.copyOf(active);
    }

    /** Whether the sequence can start now: larger slots are made only while none is in use, as that loses what they hold. */
    boolean takes(Sequence sequence) {
        return active.isEmpty() || (slots.free() >= sequence.width() && decoder.fits(sequence));
    }

    /** Gives the sequence a slot; only when it {@link #takes} it. */
    void admit(Sequence sequence) {
        if (!decoder.fits(sequence)) {
            slots.clear();
            try {
                decoder.makeRoom(sequence);
            } catch (OrtException e) {
                sequence.generation().fail(fault(e));
                return;
            }
        }
        slots.seat(sequence);
        active.add(sequence);
    }

    /** Every sequence that can goes one step on. */
    void round() {
        leaveCancelled();
        readOnePart();
        step();
    }

    @Override
    public void close() {
        decoder.close();
    }

    private void leaveCancelled() {
        for (Iterator<Sequence> each = active.iterator(); each.hasNext(); ) {
            Sequence sequence = each.next();
            if (sequence.generation().stop().requested()) {
                slots.leave(sequence);
                each.remove();
            }
        }
    }

    private void readOnePart() {
        for (Sequence sequence : active) {
            if (!sequence.answering()) {
                read(sequence);
                return;
            }
        }
    }

    private void read(Sequence sequence) {
        int end = sequence.nextReading();
        try {
            decoder.read(sequence, end);
        } catch (OrtException e) {
            // Also a run ended by a cancellation comes here; the asker knows already.
            fail(sequence, e);
            return;
        }
        if (sequence.generation().stop().requested()) {
            return;
        }
        sequence.read(end);
        if (sequence.answering()) {
            choose(sequence, 0);
        }
    }

    private void step() {
        List<Sequence> answering = active.stream().filter(Sequence::answering).toList();
        if (answering.isEmpty()) {
            return;
        }
        List<Branch> branches = new ArrayList<>();
        answering.forEach(sequence -> branches.addAll(sequence.branches()));
        try {
            decoder.step(branches);
        } catch (OrtException e) {
            answering.forEach(sequence -> fail(sequence, e));
            return;
        }
        int row = 0;
        for (Sequence sequence : answering) {
            int first = row;
            row += sequence.branches().size();
            sequence.stepped();
            choose(sequence, first);
        }
    }

    private void choose(Sequence sequence, int firstRow) {
        try {
            if (!sequence.choose(branch -> logits(firstRow + branch), stopTokens, decoder::copy)) {
                slots.leave(sequence);
                active.remove(sequence);
            }
        } catch (ArithmeticException | OrtException e) {
            fail(sequence, e);
        }
    }

    private float[] logits(int row) {
        decoder.logits(row, logits);
        return logits;
    }

    private void fail(Sequence sequence, RuntimeException cause) {
        sequence.generation().fail(fault(cause));
        slots.spoil(sequence);
        active.remove(sequence);
    }

    private static GenerationException fault(RuntimeException cause) {
        return new GenerationException(Kind.FAULT, String.valueOf(cause.getMessage()), cause);
    }
}
