package dev.descry.functions.shell.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.StepMemory;
import dev.descry.chain.Transcript;
import dev.descry.expert.Expert.Place;
import dev.descry.expert.FakeExpert;
import dev.descry.functions.shell.Settings;
import dev.descry.image.Image;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.subscription.Cancellable;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One place, no queue. */
@Timeout(60)
class RunsTest {
    private static final Image IMAGE = Image.of(new byte[] {'B', 'M', 1});

    private final FakeExpert busy =
            new FakeExpert("a", Place.NETWORK).thenWorkUntilCancelled().thenSay("A dog.");
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ChainRunner runner = new ChainRunner(FakeExperts.of(busy), StepMemory.NONE, 1);
    private final Runs runs = new Runs(runner, metrics, settings());

    @AfterEach
    void close() {
        runner.close();
    }

    @Test
    void whoComesWhileEveryPlaceIsTakenIsToldWhenToTryAgain() throws InterruptedException {
        Cancellable first = begin();
        busy.awaitCall();

        BusyException refused = catchThrowableOfType(
                BusyException.class,
                () -> runs.transcript(Chain.of("a"), IMAGE).await().indefinitely());
        Response answer = new Problems().busy(refused);
        first.cancel();

        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("7");
        assertThat(answer.getMediaType()).hasToString("application/problem+json");
        assertThat(answer.getEntity()).isInstanceOfSatisfying(Problem.class, problem -> assertThat(problem.kind())
                .isEqualTo("OVERLOADED"));
    }

    @Test
    void aPlaceIsFreeAgainWhenItsRunWasCancelled() throws InterruptedException {
        Cancellable first = begin();
        busy.awaitCall();
        first.cancel();

        Transcript next = runs.transcript(Chain.of("a"), IMAGE).await().indefinitely();

        assertThat(next.caption().orElseThrow().text()).isEqualTo("A dog.");
        assertThat(metrics.get("descry.runs")
                        .tag("outcome", "cancelled")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    private Cancellable begin() {
        return runs.events(Chain.of("a"), IMAGE).subscribe().with(event -> {});
    }

    private static Settings settings() {
        return new SmallRyeConfigBuilder()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(Settings.class)
                .withDefaultValue("descry.serve.concurrency", "1")
                .withDefaultValue("descry.serve.queue", "0")
                .withDefaultValue("descry.serve.retry-after", "7s")
                .build()
                .getConfigMapping(Settings.class);
    }
}
