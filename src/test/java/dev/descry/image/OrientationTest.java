package dev.descry.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OrientationTest {

    /** The stored picture has rows "abc" and "def"; EXIF 2.32 says where its first row and column lie. */
    @ParameterizedTest
    @CsvSource({
        "UPRIGHT, abc/def",
        "MIRRORED, cba/fed",
        "UPSIDE_DOWN, fed/cba",
        "MIRRORED_UPSIDE_DOWN, def/abc",
        "TRANSPOSED, ad/be/cf",
        "LYING_LEFT, da/eb/fc",
        "TRANSVERSED, fc/eb/da",
        "LYING_RIGHT, cf/be/ad"
    })
    void turnsTheStoredPictureUpright(Orientation orientation, String upright) {
        assertThat(text(orientation.upright(picture("abc/def")))).isEqualTo(upright);
    }

    @Test
    void ordinalsAreTheTagsValuesLessOne() {
        for (int tag = 1; tag <= 8; tag++) {
            Image image = Image.of(References.image("exif-" + tag + ".jpg"));

            assertThat(List.of(Orientation.values()).indexOf(Orientation.of(image)))
                    .isEqualTo(tag - 1);
        }
    }

    @Test
    void damagedExifLeavesThePictureAsItIs() {
        byte[] file = References.image("exif-6.jpg");
        int exif = new String(file, StandardCharsets.ISO_8859_1).indexOf("Exif");
        file[exif + 10] = (byte) 0xF0;

        assertThat(Orientation.of(Image.of(file))).isEqualTo(Orientation.UPRIGHT);
    }

    private static Pixels picture(String rows) {
        String[] lines = rows.split("/");
        String letters = String.join("", lines);
        byte[] rgb = new byte[3 * letters.length()];
        IntStream.range(0, rgb.length).forEach(i -> rgb[i] = (byte) (letters.charAt(i / 3) + 50 * (i % 3)));
        return new Pixels(lines[0].length(), lines.length, rgb);
    }

    private static String text(Pixels pixels) {
        return IntStream.range(0, pixels.height())
                .mapToObj(y -> IntStream.range(0, pixels.width())
                        .map(x -> 3 * (y * pixels.width() + x))
                        .peek(at -> assertThat(pixels.rgb()[at + 2]).isEqualTo((byte) (pixels.rgb()[at] + 100)))
                        .mapToObj(at -> String.valueOf((char) pixels.rgb()[at]))
                        .collect(Collectors.joining()))
                .collect(Collectors.joining("/"));
    }
}
