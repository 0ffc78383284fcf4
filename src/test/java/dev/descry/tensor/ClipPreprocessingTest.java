package dev.descry.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.image.Pixels;
import dev.descry.tensor.ClipPreprocessing.Offset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class ClipPreprocessingTest {
    @Test
    void bothRulesOfTheCropPutTheOddPixelWhereTheirLibrariesDo() {
        int[] leftOut = {0, 1, 2, 3, 5, 7, 134};
        assertThat(Arrays.stream(leftOut).map(Offset.DOWN::of)).containsExactly(0, 0, 1, 1, 2, 3, 67);
        assertThat(Arrays.stream(leftOut).map(Offset.HALF_EVEN::of)).containsExactly(0, 0, 1, 2, 2, 4, 67);
    }

    @Test
    void theRuleDecidesWhichColumnComesFirst() {
        // Every column has a red of its own, and the shorter side needs no resizing.
        byte[] rgb = new byte[227 * 224 * 3];
        for (int i = 0; i < 227 * 224; i++) {
            rgb[3 * i] = (byte) (i % 227);
        }
        Pixels pixels = new Pixels(227, 224, rgb);
        float[] table = Normalisation.CLIP.table();
        assertThat(of(Offset.DOWN).apply(pixels)[0]).isEqualTo(table[1]);
        assertThat(of(Offset.HALF_EVEN).apply(pixels)[0]).isEqualTo(table[2]);
    }

    @Test
    void theShorterSideIsBroughtToLengthAndTheOtherCutToWholePixels() {
        ClipPreprocessing clip = of(Offset.DOWN);
        assertThat(clip.size(new Size(100, 37))).isEqualTo(new Size(605, 224));
        assertThat(clip.size(new Size(37, 100))).isEqualTo(new Size(224, 605));
        assertThat(clip.size(new Size(1, 1))).isEqualTo(new Size(224, 224));
    }

    @Test
    void darkAndLightAreTheNumbersOfTheReference() {
        float[] black = of(Offset.DOWN).apply(new Pixels(224, 224, new byte[224 * 224 * 3]));
        assertThat(black[0]).isEqualTo(-1.7922626f);
        assertThat(black[224 * 224]).isEqualTo(-1.7520971f);
        assertThat(black[2 * 224 * 224]).isEqualTo(-1.4802198f);
        byte[] rgb = new byte[224 * 224 * 3];
        Arrays.fill(rgb, (byte) 255);
        float[] white = of(Offset.DOWN).apply(new Pixels(224, 224, rgb));
        assertThat(white[0]).isEqualTo(1.9303361f);
        assertThat(white[224 * 224]).isEqualTo(2.0748837f);
        assertThat(white[2 * 224 * 224]).isEqualTo(2.145897f);
    }

    @Test
    void aCropLargerThanThePictureIsRefused() {
        assertThatThrownBy(() -> new ClipPreprocessing(224, 225, Offset.DOWN, Normalisation.CLIP))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("crop_size: expected 1 to the shortest edge 224, found 225");
    }

    private static ClipPreprocessing of(Offset offset) {
        return new ClipPreprocessing(224, 224, offset, Normalisation.CLIP);
    }
}
