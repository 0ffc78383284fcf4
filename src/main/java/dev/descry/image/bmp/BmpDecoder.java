package dev.descry.image.bmp;

import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageException;
import dev.descry.image.ImageException.Kind;
import dev.descry.image.Pixels;
import dev.descry.image.format.Bytes;
import dev.descry.image.format.Palettes;

/**
 * Decodes BMP as Pillow does: palettes of 1, 4 and 8 bits, plain or run-length coded; 16, 24 and 32 bits, plain or with
 * channel masks. Alpha is ignored.
 */
public final class BmpDecoder {
    private static final int FILE_HEADER = 14;
    private static final int OLD_HEADER = 12;
    private static final int HEADER = 40;

    private static final int PLAIN = 0;
    private static final int RUNS_8 = 1;
    private static final int RUNS_4 = 2;
    private static final int MASKS = 3;

    private final Bytes file;
    private final int headerSize;
    private final int width;
    private final int height;
    private final boolean topDown;
    private final int depth;
    private final int compression;

    private BmpDecoder(byte[] bytes, DecodeLimits limits) {
        file = Bytes.of(bytes);
        headerSize = file.i32le(FILE_HEADER);
        Bytes header = file.slice(FILE_HEADER, headerSize);
        boolean old = headerSize == OLD_HEADER;
        if (!old && headerSize < HEADER) {
            throw unsupported("a header of 12 or at least 40 bytes", headerSize);
        }
        topDown = !old && header.u8(11) == 0xFF;
        long wide = old ? header.u16le(4) : Integer.toUnsignedLong(header.i32le(4));
        long high = old ? header.u16le(6) : Integer.toUnsignedLong(topDown ? -header.i32le(8) : header.i32le(8));
        limits.check(wide, high);
        width = (int) wide;
        height = (int) high;
        depth = header.u16le(old ? 10 : 14);
        compression = old ? PLAIN : header.i32le(16);
    }

    /** The first frame as it is stored; damaged data is any unchecked exception, which {@code ImageDecoder} tells. */
    public static Pixels decode(byte[] bytes, DecodeLimits limits) {
        return new BmpDecoder(bytes, limits).decode();
    }

    private Pixels decode() {
        byte[] rgb =
                switch (depth) {
                    case 1, 4, 8 -> indexed();
                    case 16, 24, 32 -> masked();
                    default -> throw unsupported("1, 4, 8, 16, 24 or 32 bits a pixel", depth);
                };
        return new Pixels(width, height, rgb);
    }

    private static ImageException unsupported(String expected, int found) {
        return new ImageException(
                Kind.UNSUPPORTED, "BMP: expected %s, found %d; save it as PNG".formatted(expected, found));
    }

    /** Index of a stored row's first pixel in the picture. */
    private int target(int row) {
        return (topDown ? row : height - 1 - row) * width;
    }

    private int stride() {
        return ((width * depth + 31) >> 3) & ~3;
    }

    private byte[] indexed() {
        int entry = headerSize == OLD_HEADER ? 3 : 4;
        int count = headerSize == OLD_HEADER ? 0 : file.i32le(FILE_HEADER + 32);
        count = count == 0 ? 1 << depth : count;
        int tableStart = FILE_HEADER + headerSize;
        byte[] colours = new byte[3 * 256];
        for (int i = 0; i < Math.min(count, 256); i++) {
            for (int channel = 0; channel < 3; channel++) {
                colours[3 * i + channel] = (byte) file.u8(tableStart + entry * i + 2 - channel);
            }
        }
        int data = file.i32le(10);
        if (data == 0 || data == tableStart) {
            data = tableStart + entry * count;
        }
        byte[] indices =
                switch (compression) {
                    case PLAIN -> plain(data);
                    case RUNS_8, RUNS_4 -> BmpRuns.read(file, data, width, height, compression == RUNS_4);
                    default -> throw unsupported("compression 0, 1 or 2 of a palette picture", compression);
                };
        return Palettes.expand(upright(indices), colours);
    }

    private byte[] plain(int data) {
        byte[] indices = new byte[Math.multiplyExact(width, height)];
        int mask = (1 << depth) - 1;
        for (int y = 0; y < height; y++) {
            Bytes row = file.slice(data + y * stride(), Math.ceilDiv(width * depth, 8));
            for (int x = 0; x < width; x++) {
                int bit = x * depth;
                indices[y * width + x] = (byte) (row.u8(bit / 8) >> (8 - depth - bit % 8) & mask);
            }
        }
        return indices;
    }

    private byte[] upright(byte[] stored) {
        byte[] indices = new byte[stored.length];
        for (int y = 0; y < height; y++) {
            System.arraycopy(stored, y * width, indices, target(y), width);
        }
        return indices;
    }

    private int[] masks() {
        if (compression == MASKS) {
            int at = FILE_HEADER + HEADER;
            int[] masks = {file.i32le(at), file.i32le(at + 4), file.i32le(at + 8)};
            if ((masks[0] | masks[1] | masks[2]) != 0) {
                return masks;
            }
        } else if (compression != PLAIN) {
            throw unsupported("compression 0 or 3 of a colour picture", compression);
        }
        return depth == 16 ? new int[] {0x7C00, 0x3E0, 0x1F} : new int[] {0xFF0000, 0xFF00, 0xFF};
    }

    private byte[] masked() {
        int[] masks = masks();
        int data = file.i32le(10);
        if (data == 0) {
            data = FILE_HEADER + headerSize + (compression == MASKS && headerSize == HEADER ? 12 : 0);
        }
        int bytes = depth / 8;
        byte[] rgb = new byte[Math.multiplyExact(3 * width, height)];
        for (int y = 0; y < height; y++) {
            Bytes row = file.slice(data + y * stride(), width * bytes);
            int at = 3 * target(y);
            for (int x = 0; x < width; x++) {
                int pixel = row.u16le(x * bytes);
                pixel |= bytes > 2 ? row.u8(x * bytes + 2) << 16 : 0;
                pixel |= bytes > 3 ? row.u8(x * bytes + 3) << 24 : 0;
                for (int mask : masks) {
                    rgb[at++] = level(pixel, mask);
                }
            }
        }
        return rgb;
    }

    /** Spreads the masked bits over 0..255, rounding down as Pillow does. */
    private static byte level(int pixel, int mask) {
        int shift = Integer.numberOfTrailingZeros(mask);
        long most = Integer.toUnsignedLong(mask) >>> shift;
        long value = Integer.toUnsignedLong(pixel & mask) >>> shift;
        return most == 0 ? 0 : (byte) (value * 255 / most);
    }
}
