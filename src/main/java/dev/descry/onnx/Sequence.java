package dev.descry.onnx;

import dev.descry.onnx.Generation.Ending;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** A request on its way through the loop: what is read of its prompt, and the newest tokens of its answer. */
final class Sequence {
    private static final int NO_SLOT = -1;

    private final GenerationRequest request;
    private final List<Integer> readings;
    private final int maxNewTokens;
    private final Sampler sampler;
    private final Generation generation;
    private @Nullable Beams beams;
    private int[] slots = {NO_SLOT};
    private int held;
    private int answered;
    private int[] lastTokens = {0};

    /** Makes one slot hold what another holds, up to so many tokens. */
    @FunctionalInterface
    interface Copier {
        void copy(int from, int to, int tokens);
    }

    /** @param room tokens the model can hold, more than the prompt has */
    Sequence(GenerationRequest request, int chunk, int room) {
        this.request = request;
        generation = new Generation(request.tokens());
        readings = Readings.of(request, chunk);
        maxNewTokens = Math.min(request.maxNewTokens(), room - request.prompt().length);
        sampler = new Sampler(request.sampling(), request.prompt());
    }

    GenerationRequest request() {
        return request;
    }

    Generation generation() {
        return generation;
    }

    /** Slots it takes: one for every answer that it follows. */
    int width() {
        return request.sampling().search().beams();
    }

    /** Tokens each of its slots must have room for. */
    int need() {
        return request.prompt().length + maxNewTokens;
    }

    /** Takes slots, of which the first already holds the first tokens of the prompt. */
    void take(int[] freeSlots, int heldTokens) {
        slots = freeSlots.clone();
        held = heldTokens;
    }

    /** The slot its prompt is read into. */
    int slot() {
        return slots[0];
    }

    /** All its slots. */
    int[] slots() {
        return slots.clone();
    }

    /** Tokens of prompt and answer that its slots hold. */
    int held() {
        return held;
    }

    /** Whether the prompt is read to its end. */
    boolean answering() {
        return held >= request.prompt().length;
    }

    /** The end of the next part of the prompt to read. */
    int nextReading() {
        return readings.stream().filter(end -> end > held).findFirst().orElseThrow();
    }

    /** Ends of parts of the prompt at which the slot may be left to a request that begins alike. */
    List<Integer> readings() {
        return readings;
    }

    void read(int end) {
        held = end;
    }

    /** What the next step reads: the newest token of every answer that is followed. */
    List<Branch> branches() {
        List<Branch> branches = new ArrayList<>();
        for (int i = 0; i < lastTokens.length; i++) {
            branches.add(new Branch(
                    slots[i],
                    lastTokens[i],
                    held,
                    held + (long) request.positions().delta()));
        }
        return branches;
    }

    /**
     * Chooses the next token of every answer that is followed.
     *
     * @param logits of each branch of the last step; the array may be used again
     * @return whether the answer goes on
     */
    boolean choose(IntFunction<float[]> logits, StopTokens stopTokens, Copier copier) {
        return width() == 1 ? chooseOne(logits.apply(0), stopTokens) : search(logits, stopTokens, copier);
    }

    private boolean chooseOne(float[] logits, StopTokens stopTokens) {
        if (answered < request.sampling().minNewTokens()) {
            stopTokens.forbid(logits);
        }
        int token = sampler.next(logits);
        lastTokens = new int[] {token};
        answered++;
        Ending ending = stopTokens.contains(token) ? Ending.STOP : answered == maxNewTokens ? Ending.LENGTH : null;
        generation.put(token, ending);
        return ending == null;
    }

    private boolean search(IntFunction<float[]> logits, StopTokens stopTokens, Copier copier) {
        Beams searching = beams;
        if (searching == null) {
            searching = new Beams(request.sampling(), request.prompt(), stopTokens, maxNewTokens);
            beams = searching;
        }
        for (int row = 0; row < searching.beams().size(); row++) {
            searching.offer(row, logits.apply(row));
        }
        if (searching.settle()) {
            seat(searching.beams(), copier);
            return true;
        }
        List<Beams.Answer> answers = searching.answers();
        generation.found(answers.stream().map(Beams.Answer::alternative).toList());
        int[] best = answers.getFirst().tokens();
        for (int i = 0; i < best.length; i++) {
            boolean last = i == best.length - 1;
            Ending how = stopTokens.contains(best[i]) ? Ending.STOP : Ending.LENGTH;
            generation.put(best[i], last ? how : null);
        }
        return false;
    }

    /** Every beam goes on in its parent's slot, all but the first child of each in a copy of it. */
    private void seat(List<Beams.Beam> grown, Copier copier) {
        boolean[] taken = new boolean[slots.length];
        int[] seats = new int[slots.length];
        Arrays.fill(seats, NO_SLOT);
        for (int i = 0; i < grown.size(); i++) {
            int parent = grown.get(i).parent();
            seats[i] = taken[parent] ? NO_SLOT : slots[parent];
            taken[parent] = true;
        }
        int next = 0;
        for (int i = 0; i < seats.length; i++) {
            if (seats[i] == NO_SLOT) {
                while (taken[next]) {
                    next++;
                }
                seats[i] = slots[next++];
                if (i < grown.size()) {
                    copier.copy(slots[grown.get(i).parent()], seats[i], held);
                }
            }
        }
        slots = seats;
        lastTokens = grown.stream().mapToInt(Beams.Beam::last).toArray();
    }

    /** The slots now also hold the newest tokens. */
    void stepped() {
        held++;
    }
}
