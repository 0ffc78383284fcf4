package dev.descry.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class RotaryTest {
    private static final JsonNode TABLES = Reference.json(Reference.FOLDER.resolve("rotary.json"));

    @TestFactory
    Stream<DynamicTest> languageFrequenciesAreThoseOfTorchToTheBit() {
        return Reference.elements(TABLES.get("language"))
                .map(table -> compare(table, table.get("headDim").asInt()));
    }

    @TestFactory
    Stream<DynamicTest> visionFrequenciesAreThoseOfTorchToTheBit() {
        return Reference.elements(TABLES.get("vision"))
                .map(table -> compare(table, table.get("headDim").asInt() / 2));
    }

    @Test
    void anglesAreRoundedTo32BitsBeforeTheCosine() {
        float[] inverse = Rotary.inverseFrequencies(128, 1e6);
        float[] cosines = Rotary.cosines(15_001, inverse);

        // cos(double(15000f * inverse[5])) in torch's 32-bit arithmetic; a 64-bit product gives another angle.
        float angle = 15_000f * inverse[5];
        assertThat(cosines[15_000 * 64 + 5]).isCloseTo((float) Math.cos(angle), within(0f));
        assertThat(Math.abs(angle - 15_000.0 * inverse[5])).isGreaterThan(1e-5);
    }

    private static DynamicTest compare(JsonNode table, int dimensions) {
        double theta = table.get("theta").asDouble();
        return DynamicTest.dynamicTest("%d, %.0f".formatted(dimensions, theta), () -> {
            float[] inverse = Rotary.inverseFrequencies(dimensions, theta);
            String[] expected =
                    Reference.elements(table.get("bits")).map(JsonNode::asText).toArray(String[]::new);
            assertThat(inverse).hasSameSizeAs(expected);
            for (int lane = 0; lane < expected.length; lane++) {
                assertThat(Integer.toHexString(Float.floatToIntBits(inverse[lane])))
                        .as("lane %d", lane)
                        .isEqualTo(expected[lane]);
            }
        });
    }
}
