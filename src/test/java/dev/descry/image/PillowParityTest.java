package dev.descry.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PillowParityTest {

    static List<JsonNode> good() {
        return References.rows("good");
    }

    static List<JsonNode> bad() {
        return References.rows("bad");
    }

    @ParameterizedTest
    @MethodSource("good")
    void answersPillowsPixels(JsonNode row) {
        Pixels pixels = References.decode(row.get("file").asText());

        assertThat(pixels.width()).isEqualTo(row.get("width").asInt());
        assertThat(pixels.height()).isEqualTo(row.get("height").asInt());
        assertThat(References.sha256(pixels.rgb())).isEqualTo(row.get("sha256").asText());
    }

    @ParameterizedTest
    @MethodSource("bad")
    void refusesWhatPillowRefuses(JsonNode row) {
        assertThatThrownBy(() -> References.decode(row.get("file").asText()))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("expected")
                .hasMessageContaining("found");
    }
}
