package dev.descry.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FingerprintTest {
    @Test
    void aSmallerAndPalerCopyIsAlikeAndAnotherPictureIsNot() throws Exception {
        Pixels cat = decode("samples/photos/cat.jpg");

        Fingerprint whole = Fingerprint.of(cat);
        Fingerprint small = Fingerprint.of(thumbnail(cat, 3));
        Fingerprint scene = Fingerprint.of(decode("samples/scene-1.png"));

        assertThat(whole.distance(small)).isLessThanOrEqualTo(Fingerprint.ALIKE);
        assertThat(whole.distance(scene)).isGreaterThan(Fingerprint.ALIKE);
        assertThat(Fingerprint.of(new Pixels(1, 1, new byte[3])).bits()).isZero();
    }

    private static Pixels decode(String file) throws Exception {
        return new ImageDecoder(DecodeLimits.DEFAULT).decode(Image.of(Files.readAllBytes(Path.of(file))));
    }

    /** Every n-th pixel, a little paler. */
    private static Pixels thumbnail(Pixels pixels, int n) {
        int width = pixels.width() / n;
        int height = pixels.height() / n;
        byte[] rgb = new byte[3 * width * height];
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                for (int c = 0; c < 3; c++) {
                    int value = pixels.rgb()[3 * (y * n * pixels.width() + x * n) + c] & 0xFF;
                    rgb[3 * (y * width + x) + c] = (byte) (value * 9 / 10 + 20);
                }
            }
        }
        return new Pixels(width, height, rgb);
    }
}
