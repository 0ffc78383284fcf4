package dev.descry.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.descry.image.ImageException.Kind;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecodeLimitsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "colour-444.jpg",
                "progressive.jpg",
                "rgba.png",
                "still.gif",
                "palette.bmp",
                "lzw.tiff",
                "lossy.webp"
            })
    void refusesOnePixelTooMany(String name) {
        Image image = Image.of(References.image(name));

        assertThat(decode(image, new DecodeLimits(1 << 20, 48 * 32, 1)).rgb()).hasSize(3 * 48 * 32);
        assertRefused(image, new DecodeLimits(1 << 20, 48 * 32 - 1, 1), "48 x 32");
    }

    @Test
    void refusesMoreBytesThanAllowed() {
        Image image = Image.of(References.image("rgba.png"));

        assertRefused(image, new DecodeLimits(image.bytes().length - 1, 1 << 20, 1), "found " + image.bytes().length);
    }

    @Test
    void refusesMoreFramesThanAllowed() {
        Image image = Image.of(References.image("animated.gif"));

        assertThat(decode(image, DecodeLimits.DEFAULT).width()).isEqualTo(40);
        assertRefused(image, new DecodeLimits(1 << 20, 1 << 20, 1), "at most 1 frames");
    }

    @Test
    void refusesAHugeClaimWithoutAllocatingIt() {
        Image image = Image.of(References.image("claims-30000x30000.png"));
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

        long before = threads.getCurrentThreadAllocatedBytes();
        assertRefused(image, DecodeLimits.DEFAULT, "30000 x 30000");

        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000_000);
    }

    @Test
    void refusesLimitsThatAllowNothing() {
        assertThatThrownBy(() -> new DecodeLimits(1, 0, 1)).hasMessageContaining("0 pixels");
    }

    private static void assertRefused(Image image, DecodeLimits limits, String why) {
        assertThatThrownBy(() -> decode(image, limits))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(Kind.TOO_LARGE))
                .hasMessageContaining(why);
    }

    private static Pixels decode(Image image, DecodeLimits limits) {
        return new ImageDecoder(limits).decode(image);
    }
}
