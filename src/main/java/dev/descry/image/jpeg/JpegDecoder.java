package dev.descry.image.jpeg;

import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageException;
import dev.descry.image.ImageException.Kind;
import dev.descry.image.Pixels;
import dev.descry.image.format.Bytes;
import dev.descry.image.jpeg.JpegScan.BlockReader;
import dev.descry.image.jpeg.JpegScan.Part;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes Huffman-coded JPEG (baseline, extended, progressive; 8 bits; grey, YCbCr, RGB, CMYK, YCCK) to the very bytes
 * of libjpeg-turbo. Written because the JDK's reader takes more than twice as long, starts AWT, and knows an older
 * libjpeg. One instance decodes one file.
 */
public final class JpegDecoder {
    private static final int TABLES = 4;

    private final Bytes file;
    private final DecodeLimits limits;
    private final byte[] buffer;
    private final JpegHuffman[] dcTables = new JpegHuffman[TABLES];
    private final JpegHuffman[] acTables = new JpegHuffman[TABLES];
    private final int[][] quantisations = new int[TABLES][];
    private @Nullable JpegFrame frame;
    private int restartInterval;
    private boolean jfif;
    private int adobeTransform = JpegColours.NO_ADOBE;
    private boolean ended;

    private JpegDecoder(byte[] bytes, DecodeLimits limits) {
        this.file = Bytes.of(bytes);
        this.limits = limits;
        this.buffer = new byte[bytes.length + 2 * JpegBits.PADDING];
    }

    /** The first frame as it is stored; damaged data is any unchecked exception, which {@code ImageDecoder} tells. */
    public static Pixels decode(byte[] bytes, DecodeLimits limits) {
        return new JpegDecoder(bytes, limits).decode();
    }

    /** Reads segment after segment up to the end marker, without which Pillow, too, takes a file for cut. */
    private Pixels decode() {
        int at = 2;
        while (!ended) {
            int marker = file.u8(at + 1);
            if (file.u8(at) != 0xFF) {
                throw new IllegalArgumentException(
                        "JPEG: expected a marker at byte %d, found %02x".formatted(at, file.u8(at)));
            }
            if (marker == 0xFF) {
                at++;
            } else if (marker == 0xD9) {
                ended = true;
            } else if (marker == 0x01 || (marker >= 0xD0 && marker <= 0xD8)) {
                at += 2;
            } else {
                int length = file.u16be(at + 2);
                Bytes segment = file.slice(at + 4, length - 2);
                at += 2 + length;
                if (marker == 0xDA) {
                    at = scan(segment, at);
                } else {
                    read(marker, segment);
                }
            }
        }
        JpegFrame whole = found();
        if (whole.progressive()) {
            JpegPlanes.transform(whole);
        }
        if (whole.components().stream().anyMatch(c -> c.plane.length == 0)) {
            throw new IllegalArgumentException("JPEG: expected a scan of every component, found fewer");
        }
        return new JpegColours(whole, jfif, adobeTransform).pixels();
    }

    private void read(int marker, Bytes segment) {
        switch (marker) {
            case 0xC0, 0xC1, 0xC2 -> {
                if (frame != null) {
                    throw new IllegalArgumentException("JPEG: expected one frame, found a second");
                }
                frame = JpegFrame.read(marker, segment, limits);
            }
            case 0xC4 -> huffmanTables(segment);
            case 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF ->
                throw new ImageException(
                        Kind.UNSUPPORTED,
                        "JPEG: expected baseline or progressive Huffman coding, found form %02X; save it as baseline"
                                .formatted(marker));
            case 0xDB -> quantisationTables(segment);
            case 0xDD -> restartInterval = segment.u16be(0);
            case 0xE0 -> jfif |= segment.length() >= 14 && segment.has(0, "JFIF\0");
            case 0xEE -> {
                if (segment.length() >= 12 && segment.has(0, "Adobe")) {
                    adobeTransform = segment.u8(11);
                }
            }
            default -> {}
        }
    }

    private void huffmanTables(Bytes segment) {
        int at = 0;
        while (at < segment.length()) {
            int place = segment.u8(at);
            int[] counts = new int[16];
            int total = 0;
            for (int i = 0; i < counts.length; i++) {
                counts[i] = segment.u8(at + 1 + i);
                total += counts[i];
            }
            JpegHuffman table =
                    new JpegHuffman(counts, segment.slice(at + 17, total).copy());
            (place < 16 ? dcTables : acTables)[place & 3] = table;
            at += 17 + total;
        }
    }

    private void quantisationTables(Bytes segment) {
        int at = 0;
        while (at < segment.length()) {
            int place = segment.u8(at++);
            int[] table = new int[JpegComponent.BLOCK_AREA];
            for (int k = 0; k < table.length; k++) {
                table[JpegOrder.NATURAL[k]] = place < 16 ? segment.u8(at) : segment.u16be(at);
                at += place < 16 ? 1 : 2;
            }
            quantisations[place & 3] = table;
        }
    }

    private JpegFrame found() {
        if (frame == null) {
            throw new IllegalArgumentException("JPEG: expected a frame before its data, found none");
        }
        return frame;
    }

    /** Reads the scan whose header is {@code segment} and data starts at {@code at}; answers where it ends. */
    private int scan(Bytes segment, int at) {
        JpegFrame whole = found();
        int count = segment.u8(0);
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(part(whole, segment.u8(1 + 2 * i), segment.u8(2 + 2 * i)));
        }
        Bytes band = segment.slice(1 + 2 * count, 3);
        JpegBits bits = new JpegBits(file.array(), at, buffer);
        int high = band.u8(2) >> 4;
        BlockReader blocks = whole.progressive()
                ? new JpegProgressive(parts, bits, band.u8(0), band.u8(1), high > 0, band.u8(2) & 15)
                : new JpegSequential(parts, bits);
        JpegPlanes.read(whole, new JpegScan(whole, parts, bits, restartInterval, blocks));
        return bits.next();
    }

    private Part part(JpegFrame whole, int id, int tables) {
        JpegComponent component = whole.components().stream()
                .filter(c -> c.id == id)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("JPEG: expected a known component, found " + id));
        if (component.quantisation.length == 0) {
            component.quantisation = quantisations[component.table].clone();
        }
        return new Part(component, dcTables[tables >> 4 & 3], acTables[tables & 3]);
    }
}
