package dev.descry.ort;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class OrtTensorTest {
    @Test
    void valuesAreCopiedIn() {
        try (OrtTensor longs = OrtTensor.of(new long[] {1, 2, 3}, 3, 1);
                OrtTensor scalar = OrtTensor.of(new int[] {7})) {
            assertThat(longs.segment().toArray(JAVA_LONG)).containsExactly(1, 2, 3);
            assertThat(longs.type()).isEqualTo(ElementType.INT64);
            assertThat(longs.shape()).containsExactly(3, 1);
            assertThat(scalar.segment().toArray(JAVA_INT)).containsExactly(7);
            assertThat(scalar.elements()).isEqualTo(1);
        }
    }

    @Test
    void countOfValuesMustFitTheShape() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OrtTensor.of(new float[3], 2, 2))
                .withMessage("tensor: expected values for [2, 2], found 3");
    }

    @Test
    void negativeLengthIsRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> OrtTensor.allocate(ElementType.INT8, 1, -1));
    }

    @Test
    void lengthBeyondMemoryIsRefused() {
        assertThatThrownBy(() -> OrtTensor.allocate(ElementType.FLOAT, 1L << 40, 1L << 40))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void emptyTensorHasNoBytes() {
        try (OrtTensor empty = OrtTensor.allocate(ElementType.FLOAT, 1, 2, 0, 8)) {
            assertThat(empty.segment().byteSize()).isZero();
        }
    }

    @Test
    void wrappedMemoryIsReadAndWrittenWhereItIs() {
        try (Arena arena = Arena.ofConfined();
                OrtSession add = OrtSession.open(TinyGraph.add(), SessionSettings.cpu(1));
                OrtBinding binding = add.bind()) {
            MemorySegment memory = arena.allocateFrom(JAVA_FLOAT, 1, 2, 0, 0);
            try (OrtTensor whole = OrtTensor.wrap(memory, ElementType.FLOAT, 2, 2);
                    OrtTensor in = whole.slot(0);
                    OrtTensor out = whole.slot(1)) {
                binding.bindInput("a", in).bindInput("b", in).bindOutput("y", out);
                add.run(binding);
            }
            assertThat(memory.toArray(JAVA_FLOAT)).containsExactly(1, 2, 2, 4);
        }
    }

    @Test
    void memoryOnTheHeapOrTooShortIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OrtTensor.wrap(MemorySegment.ofArray(new float[4]), ElementType.FLOAT, 2, 2))
                .withMessage("tensor memory: expected 16 native bytes, found 16 on the heap");
        try (Arena arena = Arena.ofConfined()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> OrtTensor.wrap(arena.allocate(15), ElementType.FLOAT, 2, 2))
                    .withMessage("tensor memory: expected 16 native bytes, found 15");
        }
    }

    @Test
    void memoryGoneBeforeTheRunIsNoticed() {
        try (OrtSession add = OrtSession.open(TinyGraph.add(), SessionSettings.cpu(1));
                OrtBinding binding = add.bind().bindOutputToDevice("y", Device.CPU)) {
            try (Arena arena = Arena.ofConfined();
                    OrtTensor a = OrtTensor.wrap(arena.allocate(8, 4), ElementType.FLOAT, 1, 2)) {
                binding.bindInput("a", a).bindInput("b", a);
            }
            assertThatIllegalStateException()
                    .isThrownBy(() -> add.run(binding))
                    .withMessageStartingWith("tensor memory: expected alive, found closed");
        }
    }

    @Test
    void viewSharesMemoryWithoutACopy() {
        try (OrtTensor whole = OrtTensor.of(new float[] {0, 1, 2, 3, 4, 5}, 3, 2);
                OrtTensor middle = whole.view(1, 4)) {
            middle.segment().setAtIndex(JAVA_FLOAT, 0, 10);

            assertThat(whole.segment().toArray(JAVA_FLOAT)).containsExactly(0, 10, 2, 3, 4, 5);
            assertThat(middle.segment().toArray(JAVA_FLOAT)).containsExactly(10, 2, 3, 4);
        }
    }

    @Test
    void viewOutlivesItsWhole() {
        OrtTensor whole = OrtTensor.of(new float[] {1, 2, 3, 4}, 2, 2);
        try (OrtTensor view = whole.slot(1)) {
            whole.close();

            assertThat(view.segment().toArray(JAVA_FLOAT)).containsExactly(3, 4);
        }
    }

    @Test
    void viewOutsideIsRefused() {
        try (OrtTensor whole = OrtTensor.of(new float[4], 2, 2)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> whole.view(1, 4))
                    .withMessage("view: expected 4 elements from 1 inside FLOAT [2, 2] on cpu, found them outside");
            assertThatIllegalArgumentException().isThrownBy(() -> whole.view(-1, 1));
            assertThatIllegalArgumentException().isThrownBy(() -> whole.slot(2));
        }
    }

    @Test
    void closedTensorIsOutOfReach() {
        OrtTensor tensor = OrtTensor.of(new float[] {1}, 1);
        MemorySegment memory = tensor.segment();
        tensor.close();
        tensor.close();

        assertThatIllegalStateException().isThrownBy(() -> memory.get(JAVA_FLOAT, 0));
        assertThatIllegalStateException()
                .isThrownBy(tensor::segment)
                .withMessage("tensor: expected open, found closed");
        assertThatIllegalStateException().isThrownBy(() -> tensor.view(0, 1));
        try (OrtSession add = OrtSession.open(TinyGraph.add(), SessionSettings.cpu(1))) {
            assertThatIllegalStateException().isThrownBy(() -> add.run(Map.of("a", tensor)));
        }
    }

    @Test
    void contentsAreCopiedBetweenTensorsOfOneShape() {
        try (OrtTensor source = OrtTensor.of(new float[] {1, 2}, 2);
                OrtTensor target = OrtTensor.of(new float[2], 2);
                OrtTensor other = OrtTensor.of(new float[3], 3)) {
            target.copyFrom(source);

            assertThat(target.segment().toArray(JAVA_FLOAT)).containsExactly(1, 2);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> other.copyFrom(source))
                    .withMessage("copy: expected FLOAT [3] on cpu, found FLOAT [2] on cpu");
        }
    }
}
