package dev.descry.ort;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OrtSessionTest {
    private static final SessionSettings ONE_THREAD = SessionSettings.cpu(1);

    private final Path folder;

    OrtSessionTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void runtimeTellsItsVersion() {
        OrtRuntime runtime = OrtRuntime.get();

        assertThat(runtime.version()).isEqualTo("1.29.0");
        assertThat(runtime.apiVersion()).isEqualTo(29);
        assertThat(runtime.providers()).contains("CPUExecutionProvider");
        assertThat(runtime.library()).exists();
    }

    @Test
    void signatureHasNamesTypesAndOpenAxes() {
        try (OrtSession session = OrtSession.open(TinyGraph.attention(4, 2, 8), ONE_THREAD)) {
            assertThat(session.inputs())
                    .contains(new TensorSignature(
                            "past_key", ElementType.FLOAT, List.of(-1L, 2L, -1L, 8L), List.of("b", "", "p", "")))
                    .contains(new TensorSignature("total", ElementType.INT32, List.of(), List.of()))
                    .hasSize(7);
            assertThat(session.outputs().getFirst()).hasToString("out FLOAT [b, s, 32]");
        }
    }

    @Test
    void graphInAFileAddsTwoTensors() {
        try (OrtSession session = OrtSession.open(TinyGraph.write(folder, TinyGraph.add()), ONE_THREAD);
                OrtTensor a = OrtTensor.of(new float[] {1, 2, 3, 4}, 2, 2);
                OrtTensor b = OrtTensor.of(new float[] {10, 20, 30, 40}, 2, 2);
                OrtTensor y = TinyGraph.the("y", session.run(Map.of("a", a, "b", b)))) {
            assertThat(y.shape()).containsExactly(2, 2);
            assertThat(y.segment().toArray(JAVA_FLOAT)).containsExactly(11, 22, 33, 44);
        }
    }

    @Test
    void graphInMemoryMultipliesByItsWeights() {
        try (OrtSession session = OrtSession.open(TinyGraph.matMul(), ONE_THREAD);
                OrtTensor x = OrtTensor.of(new float[] {1, 10, 100}, 1, 3);
                OrtTensor y = TinyGraph.the("y", session.run(Map.of("x", x)))) {
            assertThat(y.segment().toArray(JAVA_FLOAT)).containsExactly(531, 642);
        }
    }

    @Test
    void wrongShapeIsRefusedInTheWordsOfOnnxRuntime() {
        try (OrtSession session = OrtSession.open(TinyGraph.matMul(), ONE_THREAD);
                OrtTensor x = OrtTensor.of(new float[4], 1, 4)) {
            assertThatThrownBy(() -> session.run(Map.of("x", x)))
                    .isInstanceOfSatisfying(
                            OrtException.class, e -> assertThat(e.code()).isEqualTo(OrtException.Code.INVALID_ARGUMENT))
                    .hasMessageStartingWith("onnxruntime: ")
                    .hasMessageContaining("invalid dimensions for input: x")
                    .hasMessageContaining("Got: 4 Expected: 3");
        }
    }

    @Test
    void missingInputIsRefused() {
        try (OrtSession session = OrtSession.open(TinyGraph.add(), ONE_THREAD);
                OrtTensor a = OrtTensor.of(new float[2], 1, 2)) {
            assertThatThrownBy(() -> session.run(Map.of("a", a))).isInstanceOf(OrtException.class);
        }
    }

    @Test
    void unknownNameIsRefusedWithTheKnownOnes() {
        try (OrtSession session = OrtSession.open(TinyGraph.add(), ONE_THREAD);
                OrtBinding binding = session.bind();
                OrtTensor a = OrtTensor.of(new float[2], 1, 2)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> binding.bindInput("c", a))
                    .withMessage("binding: expected one of [a, b], found c");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> binding.bindOutput("a", a))
                    .withMessage("binding: expected one of [y], found a");
        }
    }

    @Test
    void missingFileIsNamed() {
        Path missing = folder.resolve("missing.onnx");

        assertThatThrownBy(() -> OrtSession.open(missing, ONE_THREAD))
                .isInstanceOfSatisfying(
                        OrtException.class, e -> assertThat(e.code()).isEqualTo(OrtException.Code.NO_SUCHFILE))
                .hasMessageStartingWith("onnxruntime: ")
                .hasMessageContaining(missing.toString());
    }

    @Test
    void fileThatIsNoGraphIsRefused() {
        Path text = TinyGraph.write(folder, "not a graph".getBytes(java.nio.charset.StandardCharsets.UTF_8));

        assertThatThrownBy(() -> OrtSession.open(text, ONE_THREAD))
                .isInstanceOfSatisfying(
                        OrtException.class, e -> assertThat(e.code()).isEqualTo(OrtException.Code.INVALID_PROTOBUF));
    }

    @Test
    void configurationEntriesReachOnnxRuntime() {
        SessionSettings settings = SessionSettings.cpu(2).with("session.intra_op_thread_affinities", "nonsense");

        assertThatThrownBy(() -> OrtSession.open(TinyGraph.add(), settings)).isInstanceOf(OrtException.class);
    }

    @Test
    void eightThreadsShareOneSession() throws Exception {
        try (OrtSession session = OrtSession.open(TinyGraph.add(), ONE_THREAD);
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<Float>> sums = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                sums.add(threads.submit(addMany(session, t)));
            }
            for (int t = 0; t < 8; t++) {
                assertThat(sums.get(t).get()).isEqualTo(200f * t + 199f);
            }
        }
    }

    private static Callable<Float> addMany(OrtSession session, int thread) {
        return () -> {
            float last = 0;
            try (OrtBinding binding = session.bind();
                    OrtTensor a = OrtTensor.of(new float[] {200f * thread, 0}, 1, 2);
                    OrtTensor b = OrtTensor.allocate(ElementType.FLOAT, 1, 2);
                    OrtTensor y = OrtTensor.allocate(ElementType.FLOAT, 1, 2)) {
                binding.bindInput("a", a).bindInput("b", b).bindOutput("y", y);
                for (int i = 0; i < 200; i++) {
                    b.segment().setAtIndex(JAVA_FLOAT, 0, i);
                    session.run(binding);
                    last = y.segment().getAtIndex(JAVA_FLOAT, 0);
                }
            }
            return last;
        };
    }

    @Test
    void closingTwiceIsHarmlessAndRunningAfterwardsIsNot() {
        OrtSession session = OrtSession.open(TinyGraph.add(), ONE_THREAD);
        OrtBinding binding = session.bind();
        session.close();
        session.close();

        assertThatIllegalStateException()
                .isThrownBy(() -> session.run(binding))
                .withMessage("session: expected open, found closed");
        binding.close();
        binding.close();
        assertThatIllegalStateException().isThrownBy(session::bind);
    }

    @Test
    void bindingOfAnotherSessionIsRefused() {
        try (OrtSession one = OrtSession.open(TinyGraph.add(), ONE_THREAD);
                OrtSession other = OrtSession.open(TinyGraph.add(), ONE_THREAD);
                OrtBinding binding = other.bind()) {
            assertThatIllegalArgumentException().isThrownBy(() -> one.run(binding));
        }
    }
}
