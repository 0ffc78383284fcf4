package dev.descry.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Turns token ids into text one by one, holding a character back until its last byte has come. Bytes that can belong to
 * no character become U+FFFD, one for each longest valid beginning (Unicode 16, section 3.9). For one text and one
 * thread.
 */
public final class StreamingDecoder {
    /** The bytes of a character that may wait for their last one. */
    private static final int HELD_BACK = 3;

    private final Vocabulary vocabulary;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private final ByteBuffer bytes;
    private final CharBuffer letters;
    private boolean begun;

    StreamingDecoder(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
        bytes = ByteBuffer.allocate(vocabulary.longest() + HELD_BACK);
        letters = CharBuffer.allocate(vocabulary.longest() + HELD_BACK);
    }

    /** The characters that this token completes; empty when there are none yet, or the id stands for no text. */
    public String accept(int id) {
        vocabulary.append(id, bytes);
        return decode(false);
    }

    /** What is left at the end of the text: U+FFFD for a character that never became whole, else nothing. */
    public String finish() {
        String rest = decode(true);
        utf8.reset();
        begun = false;
        return rest;
    }

    private String decode(boolean end) {
        bytes.flip();
        utf8.decode(bytes, letters, end);
        bytes.compact();
        String text = letters.flip().toString();
        letters.clear();
        if (begun || text.isEmpty()) {
            return text;
        }
        begun = true;
        return vocabulary.spelling().spaced() && text.startsWith(" ") ? text.substring(1) : text;
    }
}
