package dev.descry.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class NativeObjectTest {
    private final AtomicInteger freed = new AtomicInteger();
    private final NativeObject object = new NativeObject("thing", MemorySegment.NULL, freed::incrementAndGet);

    @Test
    void closingFreesOnce() {
        object.close();
        object.close();

        assertThat(freed).hasValue(1);
    }

    @Test
    void closingWaitsForTheLastUser() {
        try (NativeObject.Use outer = object.use()) {
            try (NativeObject.Use inner = object.use()) {
                object.close();
                assertThat(inner.pointer()).isSameAs(outer.pointer());
            }
            assertThat(freed).hasValue(0);
        }
        assertThat(freed).hasValue(1);
    }

    @Test
    void closedObjectTakesNoNewUsersEvenWhileInUse() {
        try (NativeObject.Use use = object.use()) {
            object.close();
            assertThat(object.tryRetain()).isFalse();
            assertThatIllegalStateException()
                    .isThrownBy(object::pointer)
                    .withMessage("thing: expected open, found closed");
            assertThat(use.pointer()).isEqualTo(MemorySegment.NULL);
        }
    }
}
