package dev.descry.tensor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.image.Pixels;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BlipPreprocessingTest {
    /** (value / 255 - mean) / std in the rounding of transformers, computed with numpy. */
    @Test
    void blackAndWhiteBecomeTheNumbersOfTheReference() {
        var preprocessing = new BlipPreprocessing(new Size(2, 1), Normalisation.CLIP);
        byte white = (byte) 255;
        PixelTensor two = preprocessing.apply(new Pixels(2, 1, new byte[] {0, 0, 0, white, white, white}));
        assertThat(two.data())
                .containsExactly(-1.7922626f, 1.9303361f, -1.7520971f, 2.0748837f, -1.4802198f, 2.145897f);
    }

    @Test
    void everyShapeBecomesTheSquare() {
        byte[] grey = new byte[3 * 7 * 30];
        Arrays.fill(grey, (byte) 128);
        var preprocessing = new BlipPreprocessing(new Size(224, 224), Normalisation.CLIP);
        PixelTensor square = preprocessing.apply(new Pixels(7, 30, grey));
        assertThat(square.width()).isEqualTo(224);
        assertThat(square.height()).isEqualTo(224);
        assertThat(Arrays.copyOf(square.data(), 224 * 224)).containsOnly(square.data()[0]);
    }
}
