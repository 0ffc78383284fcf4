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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
        CompletableFuture<Pace.Turn> third = later(pace);
        assertThat(third).isNotDone();
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
    void placesAreHalvedByOverloadAndComeBackWithSuccess() {
        Pace pace = new Pace("e", ChatFixture.limits(4, OptionalLong.empty()));
        assertThat(placesFree(pace, 4)).isEqualTo(4);
        fail(pace, Kind.OVERLOADED);
        assertThat(placesFree(pace, 4)).isEqualTo(2);
        for (int i = 0; i < 20; i++) {
            pace.take(1, cancellation).end(Optional.empty());
        }
        assertThat(placesFree(pace, 4)).isEqualTo(4);
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
        assertThat(placesFree(pace, 8)).isEqualTo(4);
    }

    @Test
    void aServerThatFailsMostCallsIsLeftAloneAndTriedAgain() {
        Pace pace = new Pace("e", ChatFixture.limits(1, OptionalLong.empty()));
        for (int i = 0; i < 10; i++) {
            fail(pace, Kind.UNAVAILABLE);
        }
        assertThatThrownBy(() -> pace.take(1, cancellation)).isInstanceOfSatisfying(ExpertException.class, e -> {
            assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(e.retryAfter()).contains(ChatFixture.FAST.openFor());
        });
        Pace.Turn trial = eventually(pace);
        trial.end(Optional.empty());
        eventually(pace).end(Optional.empty());
        assertThat(placesFree(pace, 1)).isEqualTo(1);
    }

    @Test
    void refusalsAndOverloadAreNoFailuresOfTheServer() {
        Pace pace = new Pace("e", ChatFixture.limits(1, OptionalLong.empty()));
        for (int i = 0; i < 30; i++) {
            fail(pace, i % 10 == 0 ? Kind.OVERLOADED : Kind.REFUSED);
        }
        assertThat(placesFree(pace, 1)).isEqualTo(1);
    }

    @Test
    void tokensAreLimitedLikeRequests() {
        Limits limits = new Limits(
                9, OptionalLong.empty(), OptionalLong.of(600), LONG, Duration.ofMillis(1), Duration.ofMillis(1));
        Pace pace = new Pace("e", limits);
        pace.take(100_000, cancellation);
        assertThat(later(pace)).as("in debt for hours").isNotDone();
        Pace frugal = new Pace("e", limits);
        frugal.take(100_000, cancellation).end(Optional.of(1L));
        assertThat(frugal.take(1, cancellation))
                .as("what was not used is given back")
                .isNotNull();
    }

    private ExpertException fail(Pace pace, Kind kind) {
        Pace.Turn turn = pace.take(1, cancellation);
        ExpertException told = turn.failed(new ExpertException(kind, "x"));
        turn.end(Optional.empty());
        return told;
    }

    /** How many turns are given before one is made to wait. */
    private int placesFree(Pace pace, int most) {
        Cancellation enough = new Cancellation();
        List<Pace.Turn> taken = new ArrayList<>();
        CountDownLatch ended = new CountDownLatch(1);
        Thread.startVirtualThread(() -> {
            try {
                while (taken.size() < most) {
                    taken.add(pace.take(1, enough));
                }
            } catch (ExpertException e) {
                // Cancelled: no place was free any more.
            }
            ended.countDown();
        });
        try {
            if (!ended.await(300, TimeUnit.MILLISECONDS)) {
                enough.cancel();
                ended.await();
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        taken.forEach(turn -> turn.end(Optional.empty()));
        return taken.size();
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
