package dev.descry.onnx;

import java.util.Arrays;
import java.util.BitSet;

/** The tokens of one prompt and its answer so far, and the rules that look back at them. */
final class History {
    private final BitSet seen = new BitSet();
    private int[] ids;
    private int length;

    History(int[] prompt) {
        ids = prompt.clone();
        length = prompt.length;
        for (int id : prompt) {
            seen.set(id);
        }
    }

    void add(int id) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, length * 2 + 1);
        }
        ids[length++] = id;
        seen.set(id);
    }

    /** Applies the rules that look back, in the order of transformers. */
    void rule(float[] logits, Sampling rules) {
        if (rules.repetitionPenalty() != 1) {
            penalise(logits, (float) rules.repetitionPenalty());
        }
        if (rules.noRepeatNgram() > 0) {
            forbidRepeats(logits, rules.noRepeatNgram());
        }
    }

    /** Makes every token seen before less likely, as CTRL does (arXiv 1909.05858, section 4.1). */
    void penalise(float[] logits, float penalty) {
        for (int id = seen.nextSetBit(0); id >= 0 && id < logits.length; id = seen.nextSetBit(id + 1)) {
            logits[id] = logits[id] < 0 ? logits[id] * penalty : logits[id] / penalty;
        }
    }

    /** Forbids every token that would end a run of n tokens seen before. */
    void forbidRepeats(float[] logits, int n) {
        int tail = length - (n - 1);
        for (int start = 0; start < tail; start++) {
            if (Arrays.equals(ids, start, start + n - 1, ids, tail, length)) {
                logits[ids[start + n - 1]] = Float.NEGATIVE_INFINITY;
            }
        }
    }
}
