package dev.descry.ort;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class OrtBindingTest {
    private static final int HEADS = 4;
    private static final int KV = 2;
    private static final int DEPTH = 8;
    private static final int CAPACITY = 16;
    private static final int STEPS = 6;

    private static OrtSession attention;

    @BeforeAll
    static void open() {
        attention = OrtSession.open(TinyGraph.attention(HEADS, KV, DEPTH), SessionSettings.cpu(1));
    }

    @AfterAll
    static void close() {
        attention.close();
    }

    @Test
    void cacheUpdatedInPlaceEqualsOneThatGrows() {
        List<float[]> growing = generateGrowing(7);

        try (OrtTensor keys = zeros(1, KV, CAPACITY, DEPTH);
                OrtTensor values = zeros(1, KV, CAPACITY, DEPTH)) {
            List<float[]> shared = generateInto(keys, values, 7);
            for (int step = 0; step < STEPS; step++) {
                assertThat(shared.get(step)).containsExactly(growing.get(step), within(1e-6f));
            }
        }
    }

    @Test
    void slotOfABatchIsFilledAloneAndReadInTheBatch() {
        List<float[]> first = generateGrowing(1);
        List<float[]> second = generateGrowing(2);

        try (OrtTensor keys = zeros(2, KV, CAPACITY, DEPTH);
                OrtTensor values = zeros(2, KV, CAPACITY, DEPTH);
                OrtTensor key0 = keys.slot(0);
                OrtTensor key1 = keys.slot(1);
                OrtTensor value0 = values.slot(0);
                OrtTensor value1 = values.slot(1)) {
            generate(key0, value0, 1, STEPS - 1);
            generate(key1, value1, 2, STEPS - 2);
            float[] both = decodeBoth(keys, values);

            int width = HEADS * DEPTH;
            assertThat(java.util.Arrays.copyOfRange(both, 0, width))
                    .containsExactly(first.get(STEPS - 1), within(1e-6f));
            assertThat(java.util.Arrays.copyOfRange(both, width, 2 * width))
                    .containsExactly(second.get(STEPS - 2), within(1e-6f));
        }
    }

    @Test
    void everyRunMakesANewTensorForAnOutputBoundToADevice() {
        try (OrtSession add = OrtSession.open(TinyGraph.add(), SessionSettings.cpu(1));
                OrtBinding binding = add.bind().bindOutputToDevice("y", Device.CPU);
                OrtTensor one = OrtTensor.of(new float[] {1, 2}, 1, 2);
                OrtTensor two = OrtTensor.of(new float[] {1, 2, 3, 4}, 2, 2)) {
            add.run(binding.bindInput("a", one).bindInput("b", one));
            try (OrtTensor small = TinyGraph.the("y", binding.outputs())) {
                add.run(binding.bindInput("a", two).bindInput("b", two));
                try (OrtTensor large = TinyGraph.the("y", binding.outputs())) {
                    assertThat(small.segment().toArray(JAVA_FLOAT)).containsExactly(2, 4);
                    assertThat(large.segment().toArray(JAVA_FLOAT)).containsExactly(2, 4, 6, 8);
                    assertThat(large.device()).isEqualTo(Device.CPU);
                }
            }
        }
    }

    @Test
    void boundTensorMayBeClosedAndStillBeRead() {
        try (OrtSession add = OrtSession.open(TinyGraph.add(), SessionSettings.cpu(1));
                OrtBinding binding = add.bind();
                OrtTensor y = OrtTensor.allocate(ElementType.FLOAT, 1, 2)) {
            try (OrtTensor a = OrtTensor.of(new float[] {1, 2}, 1, 2);
                    OrtTensor view = a.view(0, 1, 2)) {
                binding.bindInput("a", a).bindInput("b", view).bindOutput("y", y);
            }
            add.run(binding);

            assertThat(y.segment().toArray(JAVA_FLOAT)).containsExactly(2, 4);
        }
    }

    @Test
    void clearedBindingTakesNewTensors() {
        try (OrtSession add = OrtSession.open(TinyGraph.add(), SessionSettings.cpu(1));
                OrtBinding binding = add.bind();
                OrtTensor a = OrtTensor.of(new float[] {1, 2}, 1, 2)) {
            binding.bindInput("a", a)
                    .bindInput("b", a)
                    .bindOutputToDevice("y", Device.CPU)
                    .clear();
            assertThat(binding.outputs()).isEmpty();

            add.run(binding.bindInput("a", a).bindInput("b", a).bindOutputToDevice("y", Device.CPU));
            try (OrtTensor y = TinyGraph.the("y", binding.outputs())) {
                assertThat(y.segment().toArray(JAVA_FLOAT)).containsExactly(2, 4);
            }
        }
    }

    /** Attends over a cache that ONNX Runtime makes one longer at each step; answers each step's output. */
    private static List<float[]> generateGrowing(int seed) {
        Random random = new Random(seed);
        List<float[]> outputs = new ArrayList<>();
        OrtTensor keys = zeros(1, KV, 0, DEPTH);
        OrtTensor values = zeros(1, KV, 0, DEPTH);
        for (int step = 0; step < STEPS; step++) {
            try (Step token = new Step(random, step)) {
                Map<String, OrtTensor> made = attention.run(token.feeds(keys, values));
                keys.close();
                values.close();
                keys = TinyGraph.the("present_key", made);
                values = TinyGraph.the("present_value", made);
                outputs.add(TinyGraph.the("out", made).segment().toArray(JAVA_FLOAT));
                TinyGraph.the("out", made).close();
            }
        }
        keys.close();
        values.close();
        return outputs;
    }

    private static List<float[]> generateInto(OrtTensor keys, OrtTensor values, int seed) {
        return generate(keys, values, seed, STEPS);
    }

    /** The same over a cache of fixed capacity, bound as past and present. */
    private static List<float[]> generate(OrtTensor keys, OrtTensor values, int seed, int steps) {
        Random random = new Random(seed);
        List<float[]> outputs = new ArrayList<>();
        try (OrtBinding binding = attention.bind();
                OrtTensor out = OrtTensor.allocate(ElementType.FLOAT, 1, 1, HEADS * DEPTH)) {
            binding.bindOutput("present_key", keys)
                    .bindOutput("present_value", values)
                    .bindOutput("out", out);
            for (int step = 0; step < steps; step++) {
                try (Step token = new Step(random, step)) {
                    token.feeds(keys, values).forEach(binding::bindInput);
                    attention.run(binding);
                    outputs.add(out.segment().toArray(JAVA_FLOAT));
                }
            }
        }
        return outputs;
    }

    /** One more token in each of two slots, of which the first has one token more. */
    private static float[] decodeBoth(OrtTensor keys, OrtTensor values) {
        Random first = new Random(1);
        Random second = new Random(2);
        for (int step = 0; step < STEPS - 1; step++) {
            Step.floats(first);
        }
        for (int step = 0; step < STEPS - 2; step++) {
            Step.floats(second);
        }
        float[] one = Step.floats(first);
        float[] other = Step.floats(second);
        try (OrtTensor query = both(one, other, 0, HEADS * DEPTH);
                OrtTensor key = both(one, other, HEADS * DEPTH, KV * DEPTH);
                OrtTensor value = both(one, other, (HEADS + KV) * DEPTH, KV * DEPTH);
                OrtTensor lengths = OrtTensor.of(new int[] {STEPS - 1, STEPS - 2}, 2);
                OrtTensor total = OrtTensor.of(new int[] {STEPS});
                OrtTensor out = OrtTensor.allocate(ElementType.FLOAT, 2, 1, HEADS * DEPTH);
                OrtBinding binding = attention.bind()) {
            binding.bindInput("query", query).bindInput("key", key).bindInput("value", value);
            binding.bindInput("past_key", keys).bindInput("past_value", values);
            binding.bindInput("seqlens_k", lengths).bindInput("total", total);
            binding.bindOutput("present_key", keys)
                    .bindOutput("present_value", values)
                    .bindOutput("out", out);
            attention.run(binding);
            return out.segment().toArray(JAVA_FLOAT);
        }
    }

    private static OrtTensor both(float[] one, float[] other, int from, int length) {
        float[] rows = new float[2 * length];
        System.arraycopy(one, from, rows, 0, length);
        System.arraycopy(other, from, rows, length, length);
        return OrtTensor.of(rows, 2, 1, length);
    }

    private static OrtTensor zeros(long... shape) {
        OrtTensor tensor = OrtTensor.allocate(ElementType.FLOAT, shape);
        tensor.segment().fill((byte) 0);
        return tensor;
    }

    /** The inputs of one token but for the cache. */
    private record Step(OrtTensor all, OrtTensor lengths, OrtTensor total) implements AutoCloseable {
        Step(Random random, int past) {
            this(
                    OrtTensor.of(floats(random), (HEADS + 2 * KV) * DEPTH),
                    OrtTensor.of(new int[] {past}, 1),
                    OrtTensor.of(new int[] {past + 1}));
        }

        /** Query, key and value of one token, one after the other. */
        static float[] floats(Random random) {
            float[] values = new float[(HEADS + 2 * KV) * DEPTH];
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) random.nextGaussian();
            }
            return values;
        }

        Map<String, OrtTensor> feeds(OrtTensor keys, OrtTensor values) {
            return Map.of(
                    "query", all.view(0, 1, 1, HEADS * DEPTH),
                    "key", all.view((long) HEADS * DEPTH, 1, 1, KV * DEPTH),
                    "value", all.view((long) (HEADS + KV) * DEPTH, 1, 1, KV * DEPTH),
                    "past_key", keys,
                    "past_value", values,
                    "seqlens_k", lengths,
                    "total", total);
        }

        @Override
        public void close() {
            all.close();
            lengths.close();
            total.close();
        }
    }
}
