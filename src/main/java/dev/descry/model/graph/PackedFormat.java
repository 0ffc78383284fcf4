package dev.descry.model.graph;

import dev.descry.model.config.QuantizationConfig;
import dev.descry.model.config.QuantizationConfig.Method;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * How codes of a few bits lie in the 32-bit words of a published checkpoint.
 *
 * @param group neighbouring inputs that share a scale and a zero point
 */
record PackedFormat(Method method, int bits, int group) {
    private static final ValueLayout.OfInt WORD = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Where AWQ keeps the code of each of a word's eight outputs (AutoAWQ, awq/utils/packing_utils.py). */
    private static final int[] AWQ_SHIFTS = {0, 16, 4, 20, 8, 24, 12, 28};

    static PackedFormat of(QuantizationConfig config) {
        return new PackedFormat(config.method(), config.bits(), config.groupSize());
    }

    /** Codes in a word. */
    int lanes() {
        return Integer.SIZE / bits;
    }

    /** The shape of the code words: AWQ packs along the outputs, GPTQ along the inputs. */
    long[] codeShape(int in, int out) {
        return method == Method.AWQ ? new long[] {in, out / lanes()} : new long[] {in / lanes(), out};
    }

    /**
     * The codes [count, in · bits / 8] of some outputs, the first of two 4-bit codes in the low half of a byte.
     *
     * @param first a multiple of {@link #lanes}, as is {@code count}
     */
    byte[] codes(MemorySegment words, int in, int out, int first, int count) {
        return switch (method) {
            case AWQ -> awqCodes(words, in, out, first, count);
            case GPTQ -> gptqCodes(words, in / lanes(), out, first, count);
        };
    }

    private byte[] awqCodes(MemorySegment words, int in, int out, int first, int count) {
        int[] row = new int[count / lanes()];
        byte[] codes = new byte[count * (in / 2)];
        for (int k = 0; k < in; k++) {
            long start = ((long) k * out + first) / lanes();
            MemorySegment.copy(words, WORD, start * Integer.BYTES, row, 0, row.length);
            for (int n = 0; n < count; n++) {
                int code = row[n / lanes()] >>> AWQ_SHIFTS[n % lanes()] & 15;
                codes[n * (in / 2) + k / 2] |= (byte) (code << (4 * (k & 1)));
            }
        }
        return codes;
    }

    // A word holds consecutive inputs of one output, lowest bits first: only the words change places.
    private byte[] gptqCodes(MemorySegment words, int wordsIn, int out, int first, int count) {
        int[] row = new int[count];
        ByteBuffer codes = ByteBuffer.allocate(count * wordsIn * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (int k = 0; k < wordsIn; k++) {
            MemorySegment.copy(words, WORD, ((long) k * out + first) * Integer.BYTES, row, 0, count);
            for (int n = 0; n < count; n++) {
                codes.putInt((n * wordsIn + k) * Integer.BYTES, row[n]);
            }
        }
        return codes.array();
    }

    /** The zero point of a group and an output, from words [groups, out / lanes]. */
    int zero(MemorySegment words, int out, int group, int n) {
        int word = words.get(WORD, ((long) group * (out / lanes()) + n / lanes()) * Integer.BYTES);
        int mask = (1 << bits) - 1;
        return switch (method) {
            case AWQ -> word >>> AWQ_SHIFTS[n % lanes()] & mask;
            // GPTQ stores one less (auto_gptq, qlinear_cuda_old.py).
            case GPTQ -> (word >>> (bits * (n % lanes()))) + 1 & mask;
        };
    }

    /** An entry of GPTQ's list of groups, one for each input. */
    static int groupOf(MemorySegment groups, int input) {
        return groups.get(WORD, (long) input * Integer.BYTES);
    }
}
