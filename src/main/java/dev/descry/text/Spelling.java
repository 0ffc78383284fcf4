package dev.descry.text;

import java.nio.charset.StandardCharsets;

/** How the entries of a vocabulary stand for text. */
enum Spelling {
    /** Each letter is a byte (GPT-2 and its kin). */
    BYTES {
        @Override
        byte[] bytes(String entry) {
            return ByteAlphabet.bytes(entry);
        }
    },
    /** A word begins with U+2581 (SentencePiece). */
    PIECES {
        @Override
        byte[] bytes(String entry) {
            return entry.replace('\u2581', ' ').getBytes(StandardCharsets.UTF_8);
        }
    },
    /** What goes on with a word begins with {@code ##}; punctuation joins the word before it (BERT). */
    WORD_PIECES {
        @Override
        byte[] bytes(String entry) {
            String text = entry.startsWith("##") ? entry.substring(2) : joins(entry) ? entry : " " + entry;
            return text.getBytes(StandardCharsets.UTF_8);
        }
    };

    /** The bytes an entry stands for, after other text. */
    abstract byte[] bytes(String entry);

    /** Whether a space at the beginning of a text is none. */
    boolean spaced() {
        return this != BYTES;
    }

    private static boolean joins(String entry) {
        return entry.length() == 1 && ".?!,".contains(entry);
    }
}
