package dev.descry.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.ort.ElementType;
import dev.descry.ort.OrtTensor;
import org.junit.jupiter.api.Test;

class FloatCellsTest {
    private static final float[] VALUES = {0, 1, -2.5f, 0.33398438f, 65_280};

    @Test
    void floatsComeBackFromEveryTypeThatHoldsThem() {
        assertThat(roundTrip(ElementType.FLOAT, VALUES)).isEqualTo(VALUES);
        assertThat(roundTrip(ElementType.FLOAT16, VALUES)).isEqualTo(VALUES);
        assertThat(roundTrip(ElementType.BFLOAT16, VALUES)).isEqualTo(VALUES);
    }

    @Test
    void halvesAreRoundedToTheNearestAndTiesToEven() {
        float[] values = {1 + 1 / 256f, 1 + 3 / 256f, 1 + 1.01f / 256f};
        assertThat(roundTrip(ElementType.BFLOAT16, values)).containsExactly(1, 1 + 1 / 64f, 1 + 1 / 128f);
        assertThat(roundTrip(ElementType.FLOAT16, 1 + 1 / 2048f)).containsExactly(1);
    }

    @Test
    void tensorsOfWholeNumbersAreRefused() {
        try (OrtTensor tensor = OrtTensor.allocate(ElementType.INT64, 2)) {
            assertThatThrownBy(() -> FloatCells.read(tensor, 0, new float[2], 0, 2))
                    .hasMessageContaining("expected floats, found INT64");
        }
    }

    private static float[] roundTrip(ElementType type, float... values) {
        float[] found = new float[values.length];
        try (OrtTensor tensor = OrtTensor.allocate(type, values.length + 3)) {
            FloatCells.write(values, 0, tensor, 3, values.length);
            FloatCells.read(tensor, 3, found, 0, values.length);
        }
        return found;
    }
}
