package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attention in 8 bits against ONNX Runtime's own in 32. */
class ByteAttentionTest {
    private static final int HEADS = 3;
    private static final int HEAD_DIM = 16;
    private static final int WIDTH = HEADS * HEAD_DIM;
    private static final int PATCHES = 40;

    @TempDir
    private Path folder;

    private final Random random = new Random(5);

    @Test
    void answersAreThoseOfFloatsWithinTwoPercent() {
        assertThat(error(numbers(1), 1)).isBetween(1e-6, 0.02);
    }

    @Test
    void framesDoNotSeeEachOther() {
        assertThat(error(numbers(2), 2)).isBetween(1e-6, 0.02);
    }

    @Test
    void whatAllKeysHaveInCommonCostsNothing() {
        float[] x = numbers(1);
        for (int i = WIDTH; i < x.length; i += 3 * WIDTH) {
            x[i + 2] += 1000;
        }

        // The scores are then in the thousands, where 32-bit floats round too.
        assertThat(error(x, 1)).isBetween(1e-6, 0.02);
    }

    @Test
    void oneLargeValueSpoilsOnlyItsChannel() {
        float[] x = numbers(1);
        x[2 * WIDTH] = 500;

        float[] expected = run(x, 1, ByteAttentionTest::floats);
        float[] found = run(x, 1, ByteAttentionTest::bytes);

        for (int i = 0; i < expected.length; i++) {
            if (i % WIDTH != 0) {
                assertThat(Math.abs(found[i] - expected[i])).isLessThan(0.05f);
            }
        }
    }

    @Test
    void zerosStayZeros() {
        assertThat(run(new float[PATCHES * 3 * WIDTH], 1, ByteAttentionTest::bytes))
                .containsOnly(0);
    }

    /** Queries, keys and values of every patch, [frames · patches, 3 · width]. */
    private float[] numbers(int frames) {
        return Samples.bell(random, frames * PATCHES * 3 * WIDTH);
    }

    private double error(float[] x, int frames) {
        return Figures.error(run(x, frames, ByteAttentionTest::bytes), run(x, frames, ByteAttentionTest::floats));
    }

    /** Adds attention to a graph. */
    @FunctionalInterface
    private interface Attention {
        Value add(GraphBuilder graph, List<Value> queryKeyValue);
    }

    private static Value bytes(GraphBuilder graph, List<Value> x) {
        return new ByteAttention(HEADS, HEAD_DIM).attend(graph, x.get(0), x.get(1), x.get(2));
    }

    private static Value floats(GraphBuilder graph, List<Value> x) {
        return graph.contrib("MultiHeadAttention", x.get(0), x.get(1), x.get(2))
                .with("num_heads", HEADS)
                .value();
    }

    private float[] run(float[] x, int frames, Attention attention) {
        return OneLayer.run(folder, x, 3 * WIDTH, WIDTH, (graph, rows) -> {
            Value byFrame = graph.op("Reshape", rows, graph.longs(frames, -1, 3 * WIDTH))
                    .value();
            List<Value> parts = graph.op("Split", byFrame)
                    .with("axis", 2)
                    .with("num_outputs", 3)
                    .values(0, 1, 2);
            return graph.op("Reshape", attention.add(graph, parts), graph.longs(-1, WIDTH))
                    .value();
        });
    }
}
