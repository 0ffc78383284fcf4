package dev.descry.image.jpeg;

/**
 * One Huffman table of a JPEG file. A window of bits (left-aligned in a long) is looked up by its first ten; most
 * alternating-current symbols and the magnitude after them come out of one look.
 */
final class JpegHuffman {
    private static final int LOOK = 10;
    private static final int LONGEST = 16;

    private final int[] codes = new int[1 << LOOK];
    private final int[] whole = new int[1 << LOOK];
    private final int[] pastLast = new int[LONGEST + 1];
    private final int[] toSymbol = new int[LONGEST + 1];
    private final byte[] symbols;

    /**
     * Builds the table.
     *
     * @param counts number of codes of each length 1 to 16, at index length - 1
     * @param symbols the symbols in the order of their codes
     */
    JpegHuffman(int[] counts, byte[] symbols) {
        this.symbols = symbols;
        int code = 0;
        int index = 0;
        for (int length = 1; length <= LONGEST; length++) {
            toSymbol[length] = index - code;
            for (int i = 0; i < counts[length - 1]; i++) {
                if (length <= LOOK) {
                    fill(code, length, symbols[index] & 0xFF);
                }
                code++;
                index++;
            }
            pastLast[length] = code;
            if (code > 1 << length) {
                throw new IllegalArgumentException("JPEG: expected Huffman codes that fit, found too many");
            }
            code <<= 1;
        }
    }

    private void fill(int code, int length, int symbol) {
        int free = LOOK - length;
        int size = symbol & 15;
        for (int rest = 0; rest < 1 << free; rest++) {
            int bits = code << free | rest;
            codes[bits] = symbol << 8 | length;
            if (size > 0 && size <= free) {
                int value = extend(rest >> (free - size), size);
                whole[bits] = value << 16 | (symbol >> 4) << 8 | (length + size);
            }
        }
    }

    /**
     * A run, value and length in one look: {@code value << 16 | run << 8 | bits}, or 0 where code and value are longer
     * than the look, or the symbol has no value.
     */
    int whole(long window) {
        return whole[(int) (window >>> (Long.SIZE - LOOK))];
    }

    /** {@code symbol << 8 | bits}; data that is no code reads as symbol 0 of 16 bits, as libjpeg has it. */
    int code(long window) {
        int entry = codes[(int) (window >>> (Long.SIZE - LOOK))];
        return entry != 0 ? entry : longCode(window);
    }

    private int longCode(long window) {
        for (int length = LOOK + 1; length <= LONGEST; length++) {
            int code = (int) (window >>> (Long.SIZE - length));
            if (code < pastLast[length]) {
                return (symbols[code + toSymbol[length]] & 0xFF) << 8 | length;
            }
        }
        return LONGEST;
    }

    /** The signed value that {@code size} bits stand for (ITU-T T.81, table F.1). */
    static int extend(int bits, int size) {
        return bits < 1 << (size - 1) ? bits - (1 << size) + 1 : bits;
    }
}
