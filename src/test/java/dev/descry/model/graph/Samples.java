package dev.descry.model.graph;

import dev.descry.model.weights.TensorType;
import dev.descry.model.weights.Weight;
import java.lang.foreign.MemorySegment;
import java.util.Random;

/** Numbers and weights to test with. */
final class Samples {
    private Samples() {}

    /** Numbers of mean 0 and deviation 1. */
    static float[] bell(Random random, int count) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = (float) random.nextGaussian();
        }
        return values;
    }

    /** Whole numbers from -127 to 127; the first of every run of {@code run} is 127, so that 8 bits hold them exactly. */
    static float[] whole(Random random, int count, int run) {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) {
            values[i] = i % run == 0 ? 127 : random.nextInt(-127, 128);
        }
        return values;
    }

    static Weight weight(String name, float[] values, long... shape) {
        return new Weight(name, TensorType.F32, shape, MemorySegment.ofArray(values));
    }

    static LinearLayer layer(float[] matrix, int out, int in, float[] bias) {
        return new LinearLayer("layer", weight("w", matrix, out, in), weight("b", bias, out));
    }
}
