package dev.descry.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class PositionsTest {
    private static final int IMAGE = 151_655;

    @Test
    void positionsAreThoseOfTheReference() throws IOException {
        JsonNode file = new ObjectMapper().readTree(new File("test/resources/dev/descry/reference/positions.json"));
        int compared = 0;
        for (JsonNode prompt : file.get("prompts")) {
            // Prompts are never padded here, so the padding in front of one vector is left away.
            int padding = prompt.get("leftPadding").asInt();
            int[] ids = numbers(prompt.get("ids")).skip(padding).toArray();
            int[] grid = numbers(prompt.get("gridThw")).toArray();
            Positions positions = Positions.of(ids, IMAGE, List.of(new Grid(grid[0], grid[1], grid[2])), 2);
            for (int axis = 0; axis < 3; axis++) {
                int[] expected =
                        numbers(prompt.get("positions").get(axis)).skip(padding).toArray();
                int at = axis;
                assertThat(IntStream.range(0, ids.length)
                                .map(token -> (int) positions.at(at, token))
                                .toArray())
                        .isEqualTo(expected);
            }
            assertThat(positions.delta()).isEqualTo(prompt.get("delta").asInt());
            compared++;
        }
        assertThat(compared).isGreaterThanOrEqualTo(5);
    }

    @Test
    void imagesOfOnePromptFollowEachOther() {
        int[] ids = {1, IMAGE, IMAGE, 2, IMAGE, 3};
        Positions positions = Positions.of(ids, IMAGE, List.of(new Grid(1, 2, 4), new Grid(1, 2, 2)), 2);
        assertThat(IntStream.range(0, 6).mapToLong(token -> positions.at(2, token)))
                .containsExactly(0L, 1L, 2L, 3L, 4L, 5L);
        assertThat(IntStream.range(0, 6).mapToLong(token -> positions.at(0, token)))
                .containsExactly(0L, 1L, 1L, 3L, 4L, 5L);
        assertThat(positions.images()).containsExactly(new Positions.Span(1, 3), new Positions.Span(4, 5));
        assertThat(positions.delta()).isZero();
    }

    @Test
    void imageTokensMustBeAsManyAsTheGridsHave() {
        assertThatThrownBy(() -> Positions.of(new int[] {1, IMAGE, 2}, IMAGE, List.of(new Grid(1, 2, 4)), 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected 2 image tokens for 1 images, found 1");
    }

    private static IntStream numbers(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).mapToInt(JsonNode::asInt);
    }
}
