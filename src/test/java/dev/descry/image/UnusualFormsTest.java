package dev.descry.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.image.ImageException.Kind;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Forms of the formats that the reference files do not have, made by hand. */
class UnusualFormsTest {

    @ParameterizedTest
    @CsvSource({"0xC3, form C3", "0xC9, form C9"})
    void losslessAndArithmeticJpegAreUnsupported(int form, String found) {
        byte[] file = References.image("colour-444.jpg");
        file[startOfFrame(file) + 1] = (byte) form;

        assertRefused(file, DecodeLimits.DEFAULT, Kind.UNSUPPORTED, found);
    }

    @Test
    void twelveBitJpegIsUnsupported() {
        byte[] file = References.image("colour-444.jpg");
        file[startOfFrame(file) + 4] = 12;

        assertRefused(file, DecodeLimits.DEFAULT, Kind.UNSUPPORTED, "3 of 12 bits");
    }

    @Test
    void jpegWithoutItsEndIsUnreadable() {
        byte[] file = References.image("colour-444.jpg");

        assertRefused(Arrays.copyOf(file, file.length - 2), DecodeLimits.DEFAULT, Kind.UNREADABLE, "damaged or cut");
    }

    @Test
    void sixteenBitBitmapSpreadsFiveBitsRoundedDown() {
        // 2 x 1 pixels of 5 bits each: 1, 2, 30 and 31, 0, 16
        byte[] pixels = {(byte) (30 | 2 << 5), (byte) (2 >> 3 | 1 << 2), 16, 31 << 2};

        assertThat(decode(bitmap(2, -1, 16, 0, pixels)).rgb()).isEqualTo(bytes("0810f6 ff0083"));
    }

    @Test
    void bitmapRunsFillFromTheBottom() {
        // Lower row: three times index 1. Upper row: 2, 3 literally, then the line ends early.
        byte[] runs = {3, 1, 0, 0, 1, 2, 1, 3, 0, 0, 0, 1};

        assertThat(decode(bitmap(3, 2, 8, 1, runs)).rgb())
                .isEqualTo(bytes("020202 030303 000000 010101 010101 010101"));
    }

    @Test
    void gifFrameLeavesTheRestOfItsScreenAtIndexZero() {
        byte[] file = References.image("still.gif");
        file[6] = (byte) (file[6] + 2);

        Pixels wide = decode(file);

        assertThat(wide.width()).isEqualTo(50);
        assertThat(Arrays.copyOfRange(wide.rgb(), 3 * 48, 3 * 50))
                .isEqualTo(new byte[] {file[13], file[14], file[15], file[13], file[14], file[15]});
    }

    @Test
    void pngWithAWrongChecksumIsUnreadable() {
        byte[] file = References.image("rgba.png");
        file[29] ^= 1;

        assertRefused(file, DecodeLimits.DEFAULT, Kind.UNREADABLE, "true checksum");
    }

    @Test
    void animatedPngIsHeldToItsFrames() {
        byte[] file = References.image("rgba.png");
        ByteBuffer chunk =
                ByteBuffer.allocate(20).putInt(8).put(ascii("acTL")).putInt(7).putInt(0);
        CRC32 crc = new CRC32();
        crc.update(chunk.array(), 4, 12);
        chunk.putInt((int) crc.getValue());
        byte[] animated = join(Arrays.copyOf(file, 33), chunk.array(), Arrays.copyOfRange(file, 33, file.length));

        assertThat(decode(animated).rgb()).isEqualTo(decode(file).rgb());
        assertRefused(animated, new DecodeLimits(1 << 20, 1 << 20, 6), Kind.TOO_LARGE, "at most 6 frames, found 7");
    }

    @Test
    void animatedWebpShowsItsFirstFrameInPlace() {
        byte[] still = References.image("lossless.webp");
        byte[] picture = Arrays.copyOfRange(still, 12, still.length);
        byte[] frame = join(u24(1), u24(0), u24(36), u24(22), new byte[4], picture);
        byte[] header = join(new byte[] {2, 0, 0, 0}, u24(38), u24(22));
        byte[] chunks = join(ascii("WEBP"), chunk("VP8X", header), chunk("ANMF", frame), chunk("ANMF", frame));
        byte[] file = join(ascii("RIFF"), u32(chunks.length), chunks);

        Pixels canvas = decode(file);

        assertThat(canvas.width()).isEqualTo(39);
        assertThat(Arrays.copyOf(canvas.rgb(), 6)).containsOnly(0);
        assertThat(Arrays.copyOfRange(canvas.rgb(), 6, 3 * 39))
                .isEqualTo(Arrays.copyOf(decode(still).rgb(), 3 * 37));
        assertRefused(file, new DecodeLimits(1 << 20, 1 << 20, 1), Kind.TOO_LARGE, "at most 1 frames, found 2");
    }

    private static Pixels decode(byte[] file) {
        return new ImageDecoder(DecodeLimits.DEFAULT).decode(Image.of(file));
    }

    private static void assertRefused(byte[] file, DecodeLimits limits, Kind kind, String why) {
        assertThatThrownBy(() -> new ImageDecoder(limits).decode(Image.of(file)))
                .isInstanceOfSatisfying(
                        ImageException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessageContaining(why);
    }

    private static int startOfFrame(byte[] jpeg) {
        for (int at = 0; ; at++) {
            if (jpeg[at] == (byte) 0xFF && jpeg[at + 1] == (byte) 0xC0) {
                return at;
            }
        }
    }

    /** A bitmap whose palette, where it has one, is the grey levels. */
    private static byte[] bitmap(int width, int height, int depth, int compression, byte[] data) {
        int colours = depth <= 8 ? 1 << depth : 0;
        ByteBuffer file = ByteBuffer.allocate(54 + 4 * colours + data.length).order(ByteOrder.LITTLE_ENDIAN);
        file.put(ascii("BM")).putInt(file.capacity()).putInt(0).putInt(54 + 4 * colours);
        file.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) depth);
        file.putInt(compression).putInt(data.length).putLong(0).putLong(0);
        for (int i = 0; i < colours; i++) {
            file.putInt(i * 0x010101);
        }
        return file.put(data).array();
    }

    private static byte[] chunk(String name, byte[] data) {
        return join(ascii(name), u32(data.length), data);
    }

    private static byte[] u32(int value) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(value)
                .array();
    }

    private static byte[] u24(int value) {
        return Arrays.copyOf(u32(value), 3);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer joined =
                ByteBuffer.allocate(Arrays.stream(parts).mapToInt(p -> p.length).sum());
        Arrays.stream(parts).forEach(joined::put);
        return joined.array();
    }
}
