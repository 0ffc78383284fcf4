package dev.descry.ort;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What only a GPU can show. Elsewhere each test is counted as skipped, and the reason is said aloud. */
@Tag("gpu")
final class CudaTest {
    private static final int HEADS = 4;
    private static final int KV = 2;
    private static final int DEPTH = 64;
    private static final int CAPACITY = 32;
    private static final int STEPS = 4;

    private static final SessionSettings ON_GPU = SessionSettings.cpu(1).on(Device.cuda(0));

    private static final DeviceChoice CHOICE = DeviceChoice.of("auto");

    @BeforeAll
    static void sayWhyNot() {
        if (CHOICE.device().isHost()) {
            System.err.println("CudaTest NOT RUN, CUDA is untested here: " + CHOICE.reason());
        }
    }

    @BeforeEach
    void needsAGpu() {
        assumeTrue(!CHOICE.device().isHost(), CHOICE::reason);
    }

    @Test
    void hostTensorsAreReadAnewAtEachRun() {
        try (OrtSession add = OrtSession.open(TinyGraph.add(), ON_GPU);
                OrtBinding binding = add.bind();
                OrtTensor a = OrtTensor.of(new float[] {1, 2}, 1, 2);
                OrtTensor y = OrtTensor.allocate(ElementType.FLOAT, 1, 2)) {
            binding.bindInput("a", a).bindInput("b", a).bindOutput("y", y);
            add.run(binding);
            assertThat(y.segment().toArray(JAVA_FLOAT)).containsExactly(2, 4);

            a.segment().setAtIndex(JAVA_FLOAT, 0, 10);
            add.run(binding);
            assertThat(y.segment().toArray(JAVA_FLOAT)).containsExactly(20, 4);
        }
    }

    @Test
    void contentsTravelToTheGpuAndBackByParts() {
        try (OrtSession add = OrtSession.open(TinyGraph.add(), ON_GPU);
                OrtTensor host = OrtTensor.of(new float[] {1, 2, 3, 4}, 2, 2);
                OrtTensor back = OrtTensor.of(new float[2], 1, 2);
                OrtTensor gpu = add.allocate(ElementType.FLOAT, 2, 2);
                OrtTensor second = gpu.slot(1)) {
            gpu.copyFrom(host);
            back.copyFrom(second);

            assertThat(back.segment().toArray(JAVA_FLOAT)).containsExactly(3, 4);
            assertThat(second.device()).isEqualTo(Device.cuda(0));
            assertThatIllegalStateException().isThrownBy(second::segment).withMessageContaining("found cuda:0");
        }
    }

    @Test
    void cacheInGpuMemoryIsUpdatedInPlace() {
        float[] onCpu = attend(SessionSettings.cpu(1));
        float[] onGpu = attend(ON_GPU);

        assertThat(onGpu).containsExactly(onCpu, within(2e-2f));
    }

    /** Attends over a half-precision cache of fixed capacity on the session's device; answers the last token's output. */
    private static float[] attend(SessionSettings settings) {
        Random random = new Random(5);
        try (OrtSession session =
                        OrtSession.open(TinyGraph.attention(ElementType.FLOAT16, HEADS, KV, DEPTH), settings);
                OrtTensor zeros = halves(null, 1, KV, CAPACITY, DEPTH);
                OrtTensor keys = session.allocate(ElementType.FLOAT16, 1, KV, CAPACITY, DEPTH);
                OrtTensor values = session.allocate(ElementType.FLOAT16, 1, KV, CAPACITY, DEPTH);
                OrtTensor out = OrtTensor.allocate(ElementType.FLOAT16, 1, 1, HEADS * DEPTH);
                OrtBinding binding = session.bind()) {
            keys.copyFrom(zeros);
            values.copyFrom(zeros);
            binding.bindInput("past_key", keys).bindOutput("present_key", keys);
            binding.bindInput("past_value", values).bindOutput("present_value", values);
            binding.bindOutput("out", out);
            for (int past = 0; past < STEPS; past++) {
                step(session, binding, random, past);
            }
            return floats(out.segment());
        }
    }

    private static void step(OrtSession session, OrtBinding binding, Random random, int past) {
        try (OrtTensor query = halves(random, 1, 1, HEADS * DEPTH);
                OrtTensor key = halves(random, 1, 1, KV * DEPTH);
                OrtTensor value = halves(random, 1, 1, KV * DEPTH);
                OrtTensor length = OrtTensor.of(new int[] {past}, 1);
                OrtTensor total = OrtTensor.of(new int[] {past + 1})) {
            binding.bindInput("query", query).bindInput("key", key).bindInput("value", value);
            session.run(binding.bindInput("seqlens_k", length).bindInput("total", total));
        }
    }

    /** Random numbers, or zeros without a source of them. */
    private static OrtTensor halves(@Nullable Random random, long... shape) {
        OrtTensor tensor = OrtTensor.allocate(ElementType.FLOAT16, shape);
        for (long i = 0; i < tensor.elements(); i++) {
            float number = random == null ? 0 : (float) random.nextGaussian();
            tensor.segment().setAtIndex(JAVA_SHORT, i, Float.floatToFloat16(number));
        }
        return tensor;
    }

    private static float[] floats(MemorySegment halves) {
        short[] bits = halves.toArray(JAVA_SHORT);
        float[] floats = new float[bits.length];
        for (int i = 0; i < bits.length; i++) {
            floats[i] = Float.float16ToFloat(bits[i]);
        }
        return floats;
    }
}
