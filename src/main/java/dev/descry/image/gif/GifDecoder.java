package dev.descry.image.gif;

import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageException;
import dev.descry.image.ImageException.Kind;
import dev.descry.image.Pixels;
import dev.descry.image.format.Bytes;
import dev.descry.image.format.Palettes;
import java.util.Arrays;

/**
 * Decodes the first frame of a GIF file onto its screen as Pillow does: what the frame leaves uncovered has the
 * transparent colour's index, or index 0, and transparency itself is ignored.
 */
public final class GifDecoder {
    private static final int SCREEN = 13;
    private static final int DESCRIPTOR = 10;
    private static final int[][] INTERLACED = {{0, 8}, {4, 8}, {2, 4}, {1, 2}};
    private static final int[][] PLAIN = {{0, 1}};

    private final Bytes file;
    private final DecodeLimits limits;
    private int background;

    private GifDecoder(byte[] bytes, DecodeLimits limits) {
        this.file = Bytes.of(bytes);
        this.limits = limits;
    }

    /** The first frame as it is stored; damaged data is any unchecked exception, which {@code ImageDecoder} tells. */
    public static Pixels decode(byte[] bytes, DecodeLimits limits) {
        return new GifDecoder(bytes, limits).decode();
    }

    private Pixels decode() {
        int flags = file.u8(10);
        int frame = nextFrame(SCREEN + tableLength(flags));
        if (frame < 0) {
            throw new IllegalArgumentException("GIF: expected a frame, found none");
        }
        int x = file.u16le(frame + 1);
        int y = file.u16le(frame + 3);
        int width = file.u16le(frame + 5);
        int height = file.u16le(frame + 7);
        int frameFlags = file.u8(frame + 9);
        int canvasWidth = Math.max(file.u16le(6), x + width);
        int canvasHeight = Math.max(file.u16le(8), y + height);
        limits.check(canvasWidth, canvasHeight);
        int data = frame + DESCRIPTOR + tableLength(frameFlags);
        int uncovered = background;
        countFrames(data + 1);

        byte[] indices = new byte[Math.multiplyExact(canvasWidth, canvasHeight)];
        Arrays.fill(indices, (byte) uncovered);
        GifCodes codes = new GifCodes(file, data);
        byte[] row = new byte[width];
        for (int[] pass : (frameFlags & 0x40) == 0 ? PLAIN : INTERLACED) {
            for (int line = pass[0]; line < height; line += pass[1]) {
                codes.read(row);
                System.arraycopy(row, 0, indices, (y + line) * canvasWidth + x, width);
            }
        }
        byte[] colours = (frameFlags & 0x80) != 0 ? table(frame + DESCRIPTOR, frameFlags) : table(SCREEN, flags);
        return new Pixels(canvasWidth, canvasHeight, Palettes.expand(indices, colours));
    }

    private static int tableLength(int flags) {
        return (flags & 0x80) == 0 ? 0 : 6 << (flags & 7);
    }

    /** Without a table the indices are grey levels. */
    private byte[] table(int at, int flags) {
        return (flags & 0x80) == 0
                ? Palettes.grey()
                : file.slice(at, tableLength(flags)).copy();
    }

    /** Offset of the next frame's descriptor, -1 when there is none; notes the transparent colour on the way. */
    private int nextFrame(int start) {
        int at = start;
        while (at < file.length()) {
            int kind = file.u8(at);
            if (kind == ',') {
                return at;
            } else if (kind == ';') {
                return -1;
            } else if (kind == '!') {
                if (file.u8(at + 1) == 0xF9 && (file.u8(at + 3) & 1) != 0) {
                    background = file.u8(at + 6);
                }
                at = afterBlocks(at + 2);
            } else {
                at++;
            }
        }
        return -1;
    }

    private int afterBlocks(int start) {
        int at = start;
        while (at < file.length() && file.u8(at) != 0) {
            at += 1 + file.u8(at);
        }
        return at + 1;
    }

    private void countFrames(int firstData) {
        int frames = 1;
        int at = afterBlocks(firstData);
        while (at < file.length() - DESCRIPTOR) {
            at = nextFrame(at);
            if (at < 0 || at > file.length() - DESCRIPTOR) {
                return;
            }
            if (++frames > limits.maxFrames()) {
                throw new ImageException(
                        Kind.TOO_LARGE,
                        "GIF: expected at most %d frames, found more; cut it".formatted(limits.maxFrames()));
            }
            at = afterBlocks(at + DESCRIPTOR + tableLength(file.u8(at + 9)) + 1);
        }
    }
}
