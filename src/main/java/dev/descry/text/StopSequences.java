package dev.descry.text;

import java.util.List;

/**
 * Ends a text that comes in pieces before the first stop sequence, holding back what may be the beginning of one. For
 * one text and one thread.
 */
public final class StopSequences {
    private final List<String> sequences;
    private final StringBuilder held = new StringBuilder();
    private boolean met;

    /** @param sequences none is empty */
    public StopSequences(List<String> sequences) {
        this.sequences = List.copyOf(sequences);
    }

    /** What can be shown now that this piece came; nothing more once a sequence was met. */
    public String accept(String piece) {
        if (met) {
            return "";
        }
        held.append(piece);
        int end = sequences.stream()
                .mapToInt(held::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(-1);
        met = end >= 0;
        return show(met ? end : held.length() - beginning());
    }

    /** Whether a sequence was met, so that the text is over. */
    public boolean met() {
        return met;
    }

    /** What was held back, at the end of a text that met no sequence. */
    public String finish() {
        return met ? "" : show(held.length());
    }

    private String show(int end) {
        String text = held.substring(0, end);
        held.delete(0, end);
        return text;
    }

    /** Length of the longest end of the text that a sequence begins with. */
    private int beginning() {
        int longest = 0;
        for (String sequence : sequences) {
            for (int length = Math.min(sequence.length() - 1, held.length()); length > longest; length--) {
                if (sequence.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}
