package dev.descry.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongTableTest {
    @Test
    void aTableSaysTheLastPairUnderEveryDigest() {
        LongTable table = new LongTable();
        Map<Long, Long> truth = new HashMap<>();
        Random random = new Random(1);
        for (int i = 0; i < 50_000; i++) {
            // Few different low bits, so that digests meet in the same slots.
            long digest = random.nextLong(20_000) << 40;
            boolean there = table.put(digest, i, -i);
            assertThat(there).isEqualTo(truth.put(digest, (long) i) != null);
        }

        assertThat(table.size()).isEqualTo(truth.size());
        truth.forEach((digest, number) -> {
            assertThat(table.first(digest)).hasValue(number);
            assertThat(table.second(digest)).isEqualTo(-number);
        });
        assertThat(table.first(12345)).isEmpty();
    }

    @Test
    void anArrayGrowsAndForgetsNothing() {
        DiskArray array = new DiskArray();
        for (long i = 0; i < 100_000; i++) {
            array.add(i * i);
        }

        assertThat(array.size()).isEqualTo(100_000);
        assertThat(array.get(99_999)).isEqualTo(99_999L * 99_999L);
        assertThat(array.get(0)).isZero();
    }
}
