package dev.descry.ort;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class RunControlTest {
    /** Hours of work. */
    private static final long ENDLESS = Long.MAX_VALUE;

    private final OrtSession session = OrtSession.open(TinyGraph.loop(), SessionSettings.cpu(1));
    private final OrtBinding binding = session.bind();
    private final RunControl control = new RunControl();

    @BeforeEach
    void bind() {
        try (OrtTensor x = OrtTensor.of(new float[] {0}, 1)) {
            binding.bindInput("x", x).bindOutputToDevice("y", Device.CPU);
        }
    }

    @AfterEach
    void close() {
        control.close();
        binding.close();
        session.close();
    }

    @Test
    void anotherThreadEndsALongRun() throws Exception {
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> loop(ENDLESS));
        assertThatThrownBy(() -> run.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        control.terminate();

        assertThatThrownBy(() -> run.get(30, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .cause()
                .isInstanceOf(OrtTerminatedException.class)
                .hasMessageContaining("terminate");
    }

    @Test
    void closingTheSessionLetsARunUnderWayFinish() throws Exception {
        CompletableFuture<Void> run = CompletableFuture.runAsync(() -> loop(ENDLESS));
        assertThatThrownBy(() -> run.get(200, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);

        session.close();
        binding.close();
        assertThat(run).isNotDone();
        control.terminate();

        assertThatThrownBy(() -> run.get(30, TimeUnit.SECONDS)).hasCauseInstanceOf(OrtTerminatedException.class);
    }

    @Test
    void runAfterTerminationIsRefusedUntilAllowed() {
        control.terminate();
        assertThatThrownBy(() -> loop(1)).isInstanceOf(OrtTerminatedException.class);

        control.allow();
        loop(5);

        try (OrtTensor y = TinyGraph.the("y", binding.outputs())) {
            assertThat(y.segment().toArray(JAVA_FLOAT)).containsExactly(5);
        }
    }

    @Test
    void terminatingAClosedControlIsHarmless() {
        control.close();

        control.terminate();

        assertThat(control.terminated()).isTrue();
    }

    private void loop(long times) {
        try (OrtTensor n = OrtTensor.of(new long[] {times})) {
            session.run(binding.bindInput("n", n), control);
        }
    }
}
