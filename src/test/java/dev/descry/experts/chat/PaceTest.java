package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.expert.Cancellation;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PaceTest {
    private static final Duration LONG = Duration.ofHours(1);
    private final Cancellation cancellation = new Cancellation();

    @Test
    void noMoreCallsAtOnceThanPlaces() {
        Pace pace = new Pace("e", ChatFixture.limits(2, OptionalLong.empty()));
        Pace.Turn one = pace.take(1, cancellation);
        pace.take(1, cancellation);
        assertThat(pace.free()).isZero();
        CompletableFuture<Pace.Turn> third = later(pace);
        one.end(Optional.empty());
        assertThat(third.join()).isNotNull();
    }

    @Test
    void oneOverloadedAnswerHoldsEveryCallerBack() {
        Pace pace = new Pace("e", limits(LONG));
        ExpertException told = fail(pace, Kind.OVERLOADED);
        assertThat(told.retryAfter()).contains(LONG);
        CompletableFuture<Pace.Turn> waiting = later(pace);
        cancellation.cancel();
        assertThatThrownBy(waiting::join)
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CANCELLED));
    }

    @Test
    void nobodyWaitsForAServerThatIsAwayLongerThanACallMayTake() {
        Pace pace = new Pace("e", ChatFixture.FAST);
        Pace.Turn turn = pace.take(1, cancellation);
        turn.failed(new ExpertException(Kind.OVERLOADED, "x").passingAfter(LONG));
        turn.end(Optional.empty());
        assertThatThrownBy(() -> pace.take(1, cancellation)).isInstanceOfSatisfying(ExpertException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.OVERLOADED);
            assertThat(e.retryAfter())
                    .hasValueSatisfying(wait -> assertThat(wait).isBetween(ChatFixture.FAST.timeout(), LONG));
        });
    }

    @Test
    void placesAreHalvedByOverloadAndComeBackWithSuccess() {
        Pace pace = new Pace("e", ChatFixture.limits(4, OptionalLong.empty()));
        assertThat(pace.free()).isEqualTo(4);
        fail(pace, Kind.OVERLOADED);
        assertThat(pace.free()).isEqualTo(2);
        for (int i = 0; i < 20; i++) {
            pace.take(1, cancellation).end(Optional.empty());
        }
        assertThat(pace.free()).isEqualTo(4);
    }

    @Test
    void callsThatWereUnderWayTogetherSlowDownOnce() {
        Pace pace = new Pace("e", ChatFixture.limits(8, OptionalLong.empty()));
        List<Pace.Turn> together = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            together.add(pace.take(1, cancellation));
        }
        for (Pace.Turn turn : together) {
            turn.failed(new ExpertException(Kind.OVERLOADED, "slow down"));
            turn.end(Optional.empty());
        }
        assertThat(pace.free()).isEqualTo(4);
    }

    @Test
    void aServerThatFailsMostCallsIsLeftAlone() {
        Pace pace = failing(LONG);
        assertThatThrownBy(() -> pace.take(1, cancellation)).isInstanceOfSatisfying(ExpertException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(e.retryAfter()).contains(LONG);
        });
    }

    @Test
    void aServerLeftAloneIsTriedAgain() {
        Pace pace = failing(Duration.ofMillis(1));
        eventually(pace).end(Optional.empty());
        eventually(pace).end(Optional.empty());
        pace.take(1, cancellation).end(Optional.empty());
    }

    @Test
    void refusalsAndOverloadAreNoFailuresOfTheServer() {
        Pace pace = new Pace("e", ChatFixture.limits(1, OptionalLong.empty()));
        for (int i = 0; i < 30; i++) {
            fail(pace, i % 10 == 0 ? Kind.OVERLOADED : Kind.REFUSED);
        }
        assertThat(pace.take(1, cancellation)).isNotNull();
    }

    @Test
    void whatACallDidNotUseOfItsTokensIsFreeForTheNext() {
        Limits limits = new Limits(
                9, OptionalLong.empty(), OptionalLong.of(600), LONG, Duration.ofMillis(1), Duration.ofMillis(1));
        Pace pace = new Pace("e", limits);
        pace.take(100_000, cancellation).end(Optional.of(1L));
        assertThat(pace.take(1, cancellation)).isNotNull();
    }

    /** After ten failures in a row. */
    private Pace failing(Duration openFor) {
        Pace pace = new Pace(
                "e", new Limits(1, OptionalLong.empty(), OptionalLong.empty(), LONG, Duration.ofMillis(1), openFor));
        for (int i = 0; i < 10; i++) {
            fail(pace, Kind.UNAVAILABLE);
        }
        return pace;
    }

    private ExpertException fail(Pace pace, Kind kind) {
        Pace.Turn turn = pace.take(1, cancellation);
        ExpertException told = turn.failed(new ExpertException(kind, "x"));
        turn.end(Optional.empty());
        return told;
    }

    private Pace.Turn eventually(Pace pace) {
        while (true) {
            try {
                return pace.take(1, cancellation);
            } catch (ExpertException e) {
                Thread.onSpinWait();
            }
        }
    }

    private CompletableFuture<Pace.Turn> later(Pace pace) {
        return CompletableFuture.supplyAsync(() -> pace.take(1, cancellation), Thread::startVirtualThread);
    }

    private static Limits limits(Duration pause) {
        return new Limits(4, OptionalLong.empty(), OptionalLong.empty(), LONG, pause, LONG);
    }
}
