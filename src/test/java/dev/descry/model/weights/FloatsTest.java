package dev.descry.model.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.model.ModelException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

class FloatsTest {
    @Test
    void halvesBecomeTheFloatsTheyStandFor() {
        short[] bits = {0x3c00, (short) 0xc000, 0x0001, 0x7bff, 0x7c00, (short) 0x8000};
        float[] values = Floats.rows(weight(TensorType.F16, bits, bits.length), 0, bits.length);
        assertThat(values).containsExactly(1f, -2f, 0x1p-24f, 65504f, Float.POSITIVE_INFINITY, -0f);
    }

    @Test
    void brainFloatsAreTheUpperHalf() {
        short[] bits = {0x3f80, (short) 0xc040, 0x0001, 0x7f80};
        float[] values = Floats.rows(weight(TensorType.BF16, bits, bits.length), 0, bits.length);
        assertThat(values).containsExactly(1f, -3f, Float.intBitsToFloat(0x10000), Float.POSITIVE_INFINITY);
    }

    @Test
    void everyRowOfALongWeightIsReadWhereItLies() {
        int width = 3000;
        short[] bits = new short[3 * width];
        for (int i = 0; i < bits.length; i++) {
            bits[i] = Float.floatToFloat16(i % 2048);
        }
        float[] values = Floats.rows(weight(TensorType.F16, bits, 3, width), 1, 2);
        assertThat(values).hasSize(2 * width);
        for (int i = 0; i < values.length; i++) {
            assertThat(values[i]).isEqualTo((width + i) % 2048);
        }
    }

    @Test
    void wideTypesAreRead() {
        MemorySegment floats = bytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(1.5f)
                .putFloat(-2f));
        assertThat(Floats.rows(new Weight("f", TensorType.F32, new long[] {2}, floats), 1, 1))
                .containsExactly(-2f);
        MemorySegment doubles =
                bytes(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0.1));
        assertThat(Floats.rows(new Weight("d", TensorType.F64, new long[0], doubles), 0, 1))
                .containsExactly(0.1f);
    }

    @Test
    void wholeNumbersAreRefused() {
        Weight weight = new Weight("codes", TensorType.I32, new long[] {1}, bytes(ByteBuffer.allocate(4)));
        assertThatThrownBy(() -> Floats.rows(weight, 0, 1))
                .isInstanceOf(ModelException.class)
                .hasMessage("weight codes: expected F64, F32, F16 or BF16, found I32");
    }

    @Test
    void rowsOutsideAreRefused() {
        Weight weight = weight(TensorType.F16, new short[4], 2, 2);
        assertThatThrownBy(() -> Floats.rows(weight, 1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Floats.rows(weight, -1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    private static Weight weight(TensorType type, short[] bits, long... shape) {
        ByteBuffer buffer = ByteBuffer.allocate(bits.length * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asShortBuffer().put(bits);
        return new Weight("w", type, shape, MemorySegment.ofArray(buffer.array()));
    }

    private static MemorySegment bytes(ByteBuffer buffer) {
        return MemorySegment.ofBuffer(buffer.rewind());
    }
}
