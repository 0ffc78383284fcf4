package dev.descry.ort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class HandleTest {
    private final AtomicInteger freed = new AtomicInteger();
    private final Handle handle = new Handle("thing", MemorySegment.NULL, freed::incrementAndGet);

    @Test
    void closingFreesOnce() {
        handle.close();
        handle.close();

        assertThat(freed).hasValue(1);
    }

    @Test
    void closingWaitsForTheLastUser() {
        try (Handle.Use outer = handle.use()) {
            try (Handle.Use inner = handle.use()) {
                handle.close();
                assertThat(inner.pointer()).isSameAs(outer.pointer());
            }
            assertThat(freed).hasValue(0);
        }
        assertThat(freed).hasValue(1);
    }

    @Test
    void closedHandleTakesNoNewUsersEvenWhileInUse() {
        try (Handle.Use use = handle.use()) {
            handle.close();
            assertThat(handle.tryRetain()).isFalse();
            assertThatIllegalStateException()
                    .isThrownBy(handle::pointer)
                    .withMessage("thing: expected open, found closed");
            assertThat(use.pointer()).isEqualTo(MemorySegment.NULL);
        }
    }
}
