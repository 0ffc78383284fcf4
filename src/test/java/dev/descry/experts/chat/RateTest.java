package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RateTest {
    @Test
    void aMinuteHoldsNoMoreThanItsLimit() {
        Rate rate = new Rate(OptionalLong.of(1));
        assertThat(rate.untilFree()).isZero();
        rate.take(1);
        assertThat(rate.untilFree())
                .isPositive()
                .isLessThanOrEqualTo(Duration.ofMinutes(1).toNanos());
    }

    @Test
    void aDebtIsPaidOffBeforeTheNext() {
        Rate rate = new Rate(OptionalLong.of(600));
        rate.take(6_000);
        assertThat(rate.untilFree()).isGreaterThan(Duration.ofMinutes(9).toNanos());
        rate.correct(6_000, 1);
        assertThat(rate.untilFree()).isZero();
        rate.correct(1, 6_000);
        assertThat(rate.untilFree()).isGreaterThan(Duration.ofMinutes(9).toNanos());
    }

    @Test
    void withoutALimitEverythingIsFree() {
        Rate rate = new Rate(OptionalLong.empty());
        rate.take(Long.MAX_VALUE);
        assertThat(rate.untilFree()).isZero();
    }
}
