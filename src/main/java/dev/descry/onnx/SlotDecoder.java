package dev.descry.onnx;

import java.util.List;

/**
 * The language model with a memory of several slots, one for each answer that is written at the same time. One thread
 * uses it.
 */
interface SlotDecoder extends AutoCloseable {
    /** Answers that can be written at the same time. */
    int slots();

    /** The most tokens a prompt and its answer may have together. */
    int longest();

    /** Whether a free slot keeps what it read, so that a prompt which begins alike can go on from there. */
    boolean keeps();

    /** Tokens that one slot can hold now. */
    int capacity();

    /** Makes every slot hold so many tokens or more; all slots lose what they hold. */
    void grow(int tokens);

    /** Whether the slots are large enough for the sequence now. */
    default boolean fits(Sequence sequence) {
        return sequence.need() <= capacity();
    }

    /** Makes every slot large enough for the sequence; all slots lose what they hold. */
    default void makeRoom(Sequence sequence) {
        grow(sequence.need());
    }

    /** Number of logits for one token. */
    int vocabulary();

    /** Reads the prompt up to before {@code end} into the sequence's slot; row 0 then has the logits of the last token. */
    void read(Sequence sequence, int end);

    /** Reads the token of every branch into its slot; the logits of the i-th are then in row i. */
    void step(List<Branch> branches);

    /** Makes a slot hold what another holds, up to so many tokens. */
    void copy(int from, int to, int tokens);

    /** Copies the logits of a row of the last call. */
    void logits(int row, float[] target);

    @Override
    void close();
}
