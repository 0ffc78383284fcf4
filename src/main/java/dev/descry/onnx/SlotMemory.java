package dev.descry.onnx;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which slots are free, and what each still holds. A prompt that begins like one that was read in a free slot goes on
 * from there: the later steps of a chain ask about the same image again.
 */
final class SlotMemory {
    private final Held[] slots;
    private final boolean keeps;

    private record Held(boolean taken, @Nullable GenerationRequest prompt, List<Integer> readings) {
        static final Held NOTHING = new Held(false, null, List.of());
    }

    /** @param keeps whether a slot still has what was read after its sequence left */
    SlotMemory(int count, boolean keeps) {
        slots = new Held[count];
        this.keeps = keeps;
        clear();
    }

    /** Every slot is free and holds nothing. */
    void clear() {
        Arrays.fill(slots, Held.NOTHING);
    }

    /** Slots nobody has. */
    int free() {
        return (int) Arrays.stream(slots).filter(slot -> !slot.taken()).count();
    }

    /**
     * Gives the sequence the free slot that holds most of its prompt, the lowest among equals, and as many others as it
     * takes; false when too few are free.
     */
    boolean seat(Sequence sequence) {
        if (free() < sequence.width()) {
            return false;
        }
        int best = -1;
        int bestHeld = -1;
        for (int slot = 0; slot < slots.length; slot++) {
            int held = slots[slot].taken() ? -1 : shared(slots[slot], sequence);
            if (held > bestHeld) {
                best = slot;
                bestHeld = held;
            }
        }
        int[] seats = new int[sequence.width()];
        seats[0] = best;
        take(best);
        for (int i = 1, slot = 0; i < seats.length; slot++) {
            if (!slots[slot].taken()) {
                seats[i++] = slot;
                take(slot);
            }
        }
        sequence.take(seats, bestHeld);
        return true;
    }

    private void take(int slot) {
        slots[slot] = new Held(true, null, List.of());
    }

    /** Frees the slot; it keeps the parts of the prompt that were read whole. */
    void leave(Sequence sequence) {
        List<Integer> read = sequence.readings().stream()
                .filter(end -> end <= sequence.held())
                .toList();
        Held left = keeps ? new Held(false, sequence.request(), read) : Held.NOTHING;
        free(sequence, left);
    }

    /** Frees the slot of a sequence whose run failed: nothing in it is to be trusted. */
    void spoil(Sequence sequence) {
        free(sequence, Held.NOTHING);
    }

    // While the prompt is read, only the first slot holds any of it.
    private void free(Sequence sequence, Held left) {
        int[] seats = sequence.slots();
        for (int i = 0; i < seats.length; i++) {
            slots[seats[i]] = i == 0 ? left : Held.NOTHING;
        }
    }

    /** Tokens of the sequence's prompt that the slot holds, read in the same parts; never the whole prompt. */
    private static int shared(Held held, Sequence sequence) {
        GenerationRequest before = held.prompt();
        if (before == null) {
            return 0;
        }
        GenerationRequest now = sequence.request();
        int alike = Arrays.mismatch(before.prompt(), now.prompt());
        int bound = Math.min(alike < 0 ? now.prompt().length : alike, now.prompt().length - 1);
        bound = Math.min(bound, firstOtherImage(before, now));
        int shared = 0;
        List<Integer> ends = sequence.readings();
        for (int part = 0; part < Math.min(ends.size(), held.readings().size()); part++) {
            int end = ends.get(part);
            if (end > bound || end != held.readings().get(part)) {
                break;
            }
            shared = end;
        }
        return shared;
    }

    /** The token where the first image begins that the other prompt does not have in the same place. */
    private static int firstOtherImage(GenerationRequest before, GenerationRequest now) {
        for (int image = 0; image < now.images().size(); image++) {
            boolean same = image < before.images().size()
                    && before.positions()
                            .images()
                            .get(image)
                            .equals(now.positions().images().get(image))
                    && before.images()
                            .get(image)
                            .key()
                            .equals(now.images().get(image).key());
            if (!same) {
                return now.positions().images().get(image).start();
            }
        }
        return Integer.MAX_VALUE;
    }
}
