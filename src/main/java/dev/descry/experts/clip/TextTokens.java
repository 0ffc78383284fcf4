package dev.descry.experts.clip;

import dev.descry.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Texts as CLIP's text tower reads them: start mark, tokens, end mark, no more than fit its positions.
 *
 * @param positions the most tokens of one row, both marks counted
 */
record TextTokens(Tokenizer tokenizer, int start, int end, int positions) {
    /** Tokens that two windows next to each other share: about a third, so that a phrase is whole in one of them. */
    private static final int SHARED = 3;

    static TextTokens of(Tokenizer tokenizer, int positions) {
        return new TextTokens(tokenizer, tokenizer.id("<|startoftext|>"), tokenizer.id("<|endoftext|>"), positions);
    }

    /** Whether the text fills every position, so that a longer one would be cut. */
    boolean full(String text) {
        return tokenizer.encode(text).length >= room();
    }

    /** The text in one row, cut where it does not fit. */
    long[] cut(String text) {
        int[] ids = tokenizer.encode(text);
        return row(ids, 0, Math.min(ids.length, room()));
    }

    /** The whole text: one row where it fits, else several of equal length that share tokens. */
    List<long[]> windows(String text) {
        int[] ids = tokenizer.encode(text);
        int room = room();
        if (ids.length <= room) {
            return List.of(row(ids, 0, ids.length));
        }
        int step = room - room / SHARED;
        int count = 1 + (ids.length - room + step - 1) / step;
        List<long[]> windows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int from = (int) ((long) i * (ids.length - room) / (count - 1));
            windows.add(row(ids, from, from + room));
        }
        return windows;
    }

    private int room() {
        return positions - 2;
    }

    private long[] row(int[] ids, int from, int to) {
        long[] row = new long[to - from + 2];
        row[0] = start;
        for (int i = from; i < to; i++) {
            row[i - from + 1] = ids[i];
        }
        row[row.length - 1] = end;
        return row;
    }

    /** Rows side by side, [rows, longest], filled up with end marks, which have no effect there. */
    long[] side(List<long[]> rows) {
        int longest = rows.stream().mapToInt(row -> row.length).max().orElse(0);
        long[] all = new long[rows.size() * longest];
        Arrays.fill(all, end);
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(rows.get(i), 0, all, i * longest, rows.get(i).length);
        }
        return all;
    }
}
