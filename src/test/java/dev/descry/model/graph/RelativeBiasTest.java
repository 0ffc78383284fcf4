package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The buckets that T5 was trained with, as PyTorch computes them. */
class RelativeBiasTest {
    private static final int BUCKETS = 32;
    private static final int FARTHEST = 128;

    @Test
    void farDistancesShareBucketsOnBothSides() {
        int[] firsts = {8, 12, 16, 23, 32, 46, 64, 91};
        for (int distance = 0; distance < 8; distance++) {
            assertThat(both(-distance)).isEqualTo(distance);
        }
        for (int bucket = 8; bucket < 16; bucket++) {
            int first = firsts[bucket - 8];
            int past = bucket == 15 ? 400 : firsts[bucket - 7];
            for (int distance = first; distance < past; distance++) {
                assertThat(both(-distance)).as("%d before", distance).isEqualTo(bucket);
                assertThat(both(distance)).as("%d after", distance).isEqualTo(16 + bucket);
            }
        }
    }

    @Test
    void aDecoderHasAllBucketsForWhatIsBehind() {
        int[] firsts = {16, 19, 21, 24, 27, 31, 35, 40, 46, 52, 59, 67, 77, 87, 99, 113};
        for (int distance = 0; distance < 16; distance++) {
            assertThat(behind(distance)).isEqualTo(distance);
        }
        for (int bucket = 16; bucket < 32; bucket++) {
            int past = bucket == 31 ? 400 : firsts[bucket - 15];
            for (int distance = firsts[bucket - 16]; distance < past; distance++) {
                assertThat(behind(distance)).as("%d behind", distance).isEqualTo(bucket);
            }
        }
    }

    private static int both(int distance) {
        return RelativeBias.bucket(distance, true, BUCKETS, FARTHEST);
    }

    private static int behind(int distance) {
        return RelativeBias.bucket(-distance, false, BUCKETS, FARTHEST);
    }
}
