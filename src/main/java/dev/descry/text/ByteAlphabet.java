package dev.descry.text;

import java.nio.charset.StandardCharsets;

/**
 * The characters in which byte-level vocabularies write bytes (GPT-2, {@code encoder.py}, {@code bytes_to_unicode}): the
 * 188 printable bytes stand for themselves, the 68 others for U+0100 onwards in their order.
 */
final class ByteAlphabet {
    private static final int FIRST_STAND_IN = 0x100;
    private static final byte[] BYTE_OF = new byte[FIRST_STAND_IN + 68];
    private static final boolean[] KNOWN = new boolean[BYTE_OF.length];

    static {
        int next = FIRST_STAND_IN;
        for (int value = 0; value < 256; value++) {
            int letter = printable(value) ? value : next++;
            BYTE_OF[letter] = (byte) value;
            KNOWN[letter] = true;
        }
    }

    private ByteAlphabet() {}

    /** The bytes a vocabulary entry stands for; an entry with letters outside the alphabet stands for its own UTF-8. */
    static byte[] bytes(String token) {
        byte[] bytes = new byte[token.length()];
        for (int i = 0; i < bytes.length; i++) {
            char letter = token.charAt(i);
            if (letter >= KNOWN.length || !KNOWN[letter]) {
                return token.getBytes(StandardCharsets.UTF_8);
            }
            bytes[i] = BYTE_OF[letter];
        }
        return bytes;
    }

    private static boolean printable(int value) {
        return (value > ' ' && value < 0x7F) || (value > 0xA0 && value != 0xAD);
    }
}
