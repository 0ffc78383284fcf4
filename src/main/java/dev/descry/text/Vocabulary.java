package dev.descry.text;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;

/** The bytes of every token id. An id that has none, and an id of structure, stands for no text. */
final class Vocabulary {
    private final byte[] bytes;
    private final int[] starts;
    private final int longest;
    private final Spelling spelling;

    private Vocabulary(byte[] bytes, int[] starts, int longest, Spelling spelling) {
        this.spelling = spelling;
        this.bytes = bytes;
        this.starts = starts;
        this.longest = longest;
    }

    /** How its entries are written. */
    Spelling spelling() {
        return spelling;
    }

    /** The most bytes one token stands for. */
    int longest() {
        return longest;
    }

    /** Appends the bytes of the id to the buffer; ids outside the vocabulary append none. */
    void append(int id, ByteBuffer target) {
        if (id >= 0 && id + 1 < starts.length) {
            target.put(bytes, starts[id], starts[id + 1] - starts[id]);
        }
    }

    /** Collects entries in any order of ids. */
    static final class Builder {
        private final BitSet hidden = new BitSet();
        private String[] tokens = new String[1 << 10];
        private int size;

        void put(int id, String token) {
            if (id >= tokens.length) {
                tokens = Arrays.copyOf(tokens, Math.max(id + 1, tokens.length * 2));
            }
            tokens[id] = token;
            size = Math.max(size, id + 1);
        }

        /** The id marks structure and is left out of decoded text. */
        void hide(int id) {
            hidden.set(id);
        }

        Vocabulary build(Spelling spelling) {
            int[] starts = new int[size + 1];
            byte[] all = new byte[size * 8];
            int longest = 0;
            for (int id = 0; id < size; id++) {
                byte[] one = tokens[id] == null || hidden.get(id) ? new byte[0] : spelling.bytes(tokens[id]);
                starts[id + 1] = starts[id] + one.length;
                if (starts[id + 1] > all.length) {
                    all = Arrays.copyOf(all, Math.max(all.length * 2, starts[id + 1]));
                }
                longest = Math.max(longest, one.length);
                System.arraycopy(one, 0, all, starts[id], one.length);
            }
            return new Vocabulary(Arrays.copyOf(all, starts[size]), starts, longest, spelling);
        }
    }
}
