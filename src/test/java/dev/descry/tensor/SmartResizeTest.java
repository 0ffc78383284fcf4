package dev.descry.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SmartResizeTest {

    static Iterable<JsonNode> sizes() {
        return Drawn.reference("resize.json").get("smartResize");
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void choosesTheSizeTransformersChooses(JsonNode row) {
        SmartResize budget = new SmartResize(28, 3_136, row.get("maxPixels").asLong());

        assertThat(budget.fit(Drawn.size(row.get("from")))).isEqualTo(Drawn.size(row.get("to")));
    }

    @Test
    void refusesOneSideMoreThanTwoHundredTimesTheOther() {
        SmartResize budget = new SmartResize(28, 3_136, 1_003_520);

        assertThat(budget.fit(new Size(400, 2))).isEqualTo(new Size(812, 28));
        assertThatThrownBy(() -> budget.fit(new Size(401, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("401 x 2");
    }

    @Test
    void refusesABudgetThatHoldsNoBlock() {
        assertThatThrownBy(() -> new SmartResize(28, 1, 783)).hasMessageContaining("783");
        assertThatThrownBy(() -> new SmartResize(28, 2_000, 1_000)).hasMessageContaining("min 2000");
    }
}
