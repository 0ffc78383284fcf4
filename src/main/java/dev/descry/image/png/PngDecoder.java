package dev.descry.image.png;

import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageException;
import dev.descry.image.ImageException.Kind;
import dev.descry.image.Pixels;
import dev.descry.image.format.Bytes;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;

/**
 * Decodes PNG of every colour type, depth and interlacing as Pillow does: alpha and transparent colours are ignored, 16
 * bits become their upper 8, save for 16-bit grey, which Pillow clips at 255. Of an animation the still image is taken.
 */
public final class PngDecoder {
    private static final int SIGNATURE = 8;
    private static final int CHUNK_FRAME = 12;

    /** Start and step of Adam7's seven passes, x and y. */
    private static final int[][] PASSES = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] WHOLE = {{0, 0, 1, 1}};

    private final Bytes file;
    private final DecodeLimits limits;
    private byte[] palette = {};

    private PngDecoder(byte[] bytes, DecodeLimits limits) {
        this.file = Bytes.of(bytes);
        this.limits = limits;
    }

    /** The picture as it is stored; damaged data is any unchecked exception too, which {@code ImageDecoder} tells. */
    public static Pixels decode(byte[] bytes, DecodeLimits limits) throws DataFormatException {
        return new PngDecoder(bytes, limits).decode();
    }

    private Pixels decode() throws DataFormatException {
        Bytes header = file.slice(SIGNATURE + 8, 13);
        if (!file.has(SIGNATURE + 4, "IHDR")) {
            throw new IllegalArgumentException("PNG: expected a header first, found something else");
        }
        int width = header.i32be(0);
        int height = header.i32be(4);
        limits.check(width, height);
        int at = SIGNATURE;
        while (!file.has(at + 4, "IDAT")) {
            at = chunk(at);
        }
        PngSamples samples = PngSamples.of(header.u8(8), header.u8(9), palette);
        byte[] rgb = new byte[Math.multiplyExact(3 * width, height)];
        try (PngRows rows = new PngRows(file, at, samples.bits())) {
            for (int[] pass : header.u8(12) == 0 ? WHOLE : PASSES) {
                rows.restart();
                pass(rows, samples, pass, new Pixels(width, height, rgb));
            }
        }
        return new Pixels(width, height, rgb);
    }

    /** Checks and reads a chunk ahead of the picture data; answers where the next one starts. */
    private int chunk(int at) {
        int length = file.i32be(at);
        Bytes data = file.slice(at + 8, length);
        CRC32 crc = new CRC32();
        crc.update(file.array(), file.start() + at + 4, length + 4);
        if ((int) crc.getValue() != file.i32be(at + 8 + length)) {
            throw new IllegalArgumentException("PNG: expected a true checksum at byte %d, found another".formatted(at));
        }
        if (file.has(at + 4, "PLTE")) {
            palette = data.copy();
        } else if (file.has(at + 4, "acTL") && Integer.compareUnsigned(data.i32be(0), limits.maxFrames()) > 0) {
            throw new ImageException(
                    Kind.TOO_LARGE,
                    "PNG: expected at most %d frames, found %s"
                            .formatted(limits.maxFrames(), Integer.toUnsignedString(data.i32be(0))));
        }
        return at + CHUNK_FRAME + length;
    }

    private static void pass(PngRows rows, PngSamples samples, int[] pass, Pixels into) throws DataFormatException {
        int count = Math.ceilDiv(into.width() - pass[0], pass[2]);
        if (count < 1) {
            return;
        }
        int step = 3 * pass[2];
        for (int y = pass[1]; y < into.height(); y += pass[3]) {
            byte[] row = rows.next(count);
            if (row.length == 0) {
                // Data that ends well but early leaves the rest black, as in Pillow.
                return;
            }
            samples.expand(row, count, into.rgb(), 3 * (into.width() * y + pass[0]), step);
        }
    }
}
