package dev.descry.experts.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.image.MediaType;
import dev.descry.image.Pixels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSendingTest {
    private static final ImageSending SENDING = ImageSending.DEFAULT;
    private static final ImageDecoder DECODER = new ImageDecoder(DecodeLimits.DEFAULT);

    @Test
    void aSmallImageGoesAsItIs() {
        Image image = ChatFixture.image(100, 80);
        assertThat(SENDING.prepare(image, 8_000).file()).isSameAs(image);
        assertThat(SENDING.prepare(image, 1_000_000).file())
                .as("never enlarged")
                .isSameAs(image);
    }

    @ParameterizedTest
    @CsvSource({
        "400, 300, 30000, 200, 150",
        "1000, 10, 1000, 316, 3",
        "10, 3000, 50, 1, 50",
        "301, 300, 90000, 300, 299"
    })
    void aLargeImageIsReducedToTheBudget(int width, int height, int budget, int toWidth, int toHeight) {
        Pixels sent = DECODER.decode(
                SENDING.prepare(ChatFixture.image(width, height), budget).file());
        assertThat(sent.width()).isEqualTo(toWidth);
        assertThat(sent.height()).isEqualTo(toHeight);
        assertThat((long) sent.width() * sent.height()).isLessThanOrEqualTo(budget);
    }

    @Test
    void theSmallerOfBothBudgetsCounts() {
        ImageSending frugal = new ImageSending(100, 0.9f, Set.of(MediaType.JPEG), DecodeLimits.DEFAULT);
        assertThat(DECODER.decode(frugal.prepare(ChatFixture.image(40, 40), 1_000_000)
                                .file())
                        .width())
                .isEqualTo(10);
    }

    @Test
    void aTypeThatIsNotAcceptedBecomesJpegWithTheSamePicture() throws Exception {
        Image png = Image.of(Files.readAllBytes(Path.of("samples/scene-1.png")));
        ImageSending jpegOnly = new ImageSending(4_000_000, 1f, Set.of(MediaType.JPEG), DecodeLimits.DEFAULT);
        Image sent = jpegOnly.prepare(png, 4_000_000).file();
        assertThat(sent.type()).isEqualTo(MediaType.JPEG);
        byte[] before = DECODER.decode(png).rgb();
        byte[] after = DECODER.decode(sent).rgb();
        assertThat(after).hasSameSizeAs(before);
        double sum = 0;
        for (int i = 0; i < before.length; i++) {
            sum += Math.abs((before[i] & 0xFF) - (after[i] & 0xFF));
        }
        assertThat(sum / before.length).as("mean difference in levels").isLessThan(3);
    }

    @Test
    void lowerQualityMakesASmallerFile() {
        Image image = ChatFixture.image(300, 300);
        ImageSending fine = new ImageSending(10_000, 0.95f, Set.of(), DecodeLimits.DEFAULT);
        ImageSending coarse = new ImageSending(10_000, 0.3f, Set.of(), DecodeLimits.DEFAULT);
        assertThat(coarse.prepare(image, 10_000).file().bytes())
                .hasSizeLessThan(fine.prepare(image, 10_000).file().bytes().length);
    }

    @Test
    void aTurnedImageIsSentUpright() {
        Image turned = turned(ChatFixture.image(40, 20));
        Pixels sent = DECODER.decode(SENDING.prepare(turned, 1_000_000).file());
        assertThat(SENDING.prepare(turned, 1_000_000).file()).isNotSameAs(turned);
        assertThat(sent.width()).isEqualTo(20);
        assertThat(sent.height()).isEqualTo(40);
    }

    @Test
    void aDamagedImageFailsBeforeAnythingIsSent() {
        byte[] bytes = ChatFixture.image(100, 80).bytes();
        Image cut = Image.of(Arrays.copyOf(bytes, bytes.length / 3));
        assertThatThrownBy(() -> SENDING.prepare(cut, 8_000))
                .isInstanceOfSatisfying(
                        ExpertException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREADABLE_IMAGE));
    }

    /** Puts an EXIF segment with orientation 6 (turn by a quarter) behind the first marker. */
    private static Image turned(Image jpeg) {
        byte[] exif = HexFormat.of()
                .parseHex("ffe10022" + "457869660000" + "4d4d002a00000008" + "0001" + "0112000300000001" + "00060000"
                        + "00000000");
        byte[] from = jpeg.bytes();
        byte[] to = new byte[from.length + exif.length];
        System.arraycopy(from, 0, to, 0, 2);
        System.arraycopy(exif, 0, to, 2, exif.length);
        System.arraycopy(from, 2, to, 2 + exif.length, from.length - 2);
        return Image.of(to);
    }
}
