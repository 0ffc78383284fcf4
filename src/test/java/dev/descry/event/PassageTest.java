package dev.descry.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PassageTest {
    private static final Instant DEADLINE = FakeEvents.DEADLINE;
    private static final Instant BEFORE = DEADLINE.minusMillis(1);

    @Test
    void anEventThatCirclesIsRefusedAfterSixteenHops() {
        Passage passage = Passage.until(DEADLINE);
        for (int hop = 0; hop < 16; hop++) {
            passage = passage.onward();
            assertThat(passage.ended(BEFORE)).as("hop " + passage.hop()).isEmpty();
        }
        assertThat(passage.onward().ended(BEFORE))
                .hasValueSatisfying(reason -> assertThat(reason).contains("at most 16 hops, found 17"));
    }

    @Test
    void nothingIsDoneAtTheDeadlineOrAfterIt() {
        Passage passage = Passage.until(DEADLINE);
        assertThat(passage.ended(BEFORE)).isEmpty();
        assertThat(passage.ended(DEADLINE)).isPresent();
        assertThat(passage.ended(DEADLINE.plusSeconds(1))).isPresent();
    }

    @Test
    void traceAndOrderTravelOnward() {
        Passage passage = new Passage(3, DEADLINE, Optional.of("album"), Optional.of("00-a-b-01"));
        assertThat(passage.onward())
                .isEqualTo(new Passage(4, DEADLINE, Optional.of("album"), Optional.of("00-a-b-01")));
    }

    @Test
    void anEventFromTheFutureOfItsRouteIsRefused() {
        assertThatThrownBy(() -> new Passage(-1, DEADLINE, Optional.empty(), Optional.empty()))
                .hasMessageContaining("0 or more, found -1");
    }
}
