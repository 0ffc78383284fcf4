package dev.descry.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.descry.image.Pixels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResizeTest {

    static Iterable<JsonNode> bicubic() {
        return Drawn.reference("resize.json").get("bicubic");
    }

    @ParameterizedTest
    @MethodSource("bicubic")
    void answersPillowsBytes(JsonNode row) {
        Pixels resized = Resize.bicubic(Drawn.picture(Drawn.size(row.get("from"))), Drawn.size(row.get("to")));

        assertThat(Drawn.sha256(resized.rgb())).isEqualTo(row.get("sha256").asText());
    }

    @Test
    void samePictureComesBackUntouchedAtItsOwnSize() {
        Pixels picture = Drawn.picture(new Size(30, 20));

        assertThat(Resize.bicubic(picture, new Size(30, 20))).isSameAs(picture);
    }

    @ParameterizedTest
    @CsvSource({"1,1,224,224", "3,700,5,1", "700,3,1,5", "1000,1000,1,1", "5,5,5,11", "5,5,11,5"})
    void plainColourStaysPlainAtAnySize(int width, int height, int toWidth, int toHeight) {
        byte[] grey = new byte[3 * width * height];
        Arrays.fill(grey, (byte) 77);

        Pixels resized = Resize.bicubic(new Pixels(width, height, grey), new Size(toWidth, toHeight));

        assertThat(resized.rgb()).hasSize(3 * toWidth * toHeight).containsOnly(77);
    }
}
