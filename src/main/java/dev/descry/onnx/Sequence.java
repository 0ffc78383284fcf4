package dev.descry.onnx;

import dev.descry.onnx.Generation.Ending;
import java.util.List;

/** A request on its way through the loop: what is read of its prompt, and the last token of its answer. */
final class Sequence {
    private static final int NO_SLOT = -1;

    private final GenerationRequest request;
    private final List<Integer> readings;
    private final int maxNewTokens;
    private final Sampler sampler;
    private final Generation generation;
    private int slot = NO_SLOT;
    private int held;
    private int answered;
    private int lastToken;

    /** @param room tokens the model can hold, more than the prompt has */
    Sequence(GenerationRequest request, int chunk, int room) {
        this.request = request;
        generation = new Generation(request.prompt().length);
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

    /** Tokens the slot must have room for. */
    int need() {
        return request.prompt().length + maxNewTokens;
    }

    /** Takes a slot that already holds the first tokens of the prompt. */
    void take(int freeSlot, int heldTokens) {
        slot = freeSlot;
        held = heldTokens;
    }

    int slot() {
        return slot;
    }

    /** Tokens of prompt and answer that the slot holds. */
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

    int lastToken() {
        return lastToken;
    }

    /** Rotary position of the last token, the same on all axes. */
    long lastPosition() {
        return held + (long) request.positions().delta();
    }

    /**
     * Chooses the next token of the answer.
     *
     * @return whether the answer goes on
     */
    boolean choose(float[] logits, StopTokens stopTokens) {
        lastToken = sampler.next(logits);
        answered++;
        Ending ending = null;
        if (stopTokens.contains(lastToken)) {
            ending = Ending.STOP;
        } else if (answered == maxNewTokens) {
            ending = Ending.LENGTH;
        }
        generation.put(lastToken, ending);
        return ending == null;
    }

    /** The slot now also holds the last token. */
    void stepped() {
        held++;
    }
}
