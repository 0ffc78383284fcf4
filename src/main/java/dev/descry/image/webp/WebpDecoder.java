package dev.descry.image.webp;

import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageException;
import dev.descry.image.ImageException.Kind;
import dev.descry.image.Pixels;
import dev.descry.image.format.Bytes;

/**
 * Finds the first frame of a WebP file and decodes it to the bytes of libwebp; alpha is ignored. Written because
 * TwelveMonkeys' reader is up to 83 levels away from libwebp on lossy files and runs for minutes on cut lossless ones.
 */
public final class WebpDecoder {
    private static final int RIFF_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int FRAME_HEADER = 16;
    private static final int ANIMATED = 2;

    private final DecodeLimits limits;

    private WebpDecoder(DecodeLimits limits) {
        this.limits = limits;
    }

    /** The first frame as it is stored; damaged data is any unchecked exception, which {@code ImageDecoder} tells. */
    public static Pixels decode(byte[] bytes, DecodeLimits limits) {
        Bytes file = Bytes.of(bytes);
        int length = file.i32le(4);
        Bytes chunks = file.slice(RIFF_HEADER, length + 8 - RIFF_HEADER);
        WebpDecoder decoder = new WebpDecoder(limits);
        if (!chunks.has(0, "VP8X")) {
            return decoder.still(chunks);
        }
        int width = 1 + u24(chunks, CHUNK_HEADER + 4);
        int height = 1 + u24(chunks, CHUNK_HEADER + 7);
        limits.check(width, height);
        return (chunks.u8(CHUNK_HEADER) & ANIMATED) == 0
                ? decoder.still(chunks)
                : decoder.firstFrame(chunks, width, height);
    }

    private static int u24(Bytes bytes, int at) {
        return bytes.u16le(at) | bytes.u8(at + 2) << 16;
    }

    /** Decodes the picture among the chunks, passing over metadata and alpha. */
    private Pixels still(Bytes chunks) {
        int at = 0;
        while (true) {
            Bytes data = chunks.slice(at + CHUNK_HEADER, chunks.i32le(at + 4));
            if (chunks.has(at, "VP8 ")) {
                return Vp8Decoder.decode(data, limits);
            } else if (chunks.has(at, "VP8L")) {
                return Vp8lDecoder.decode(data, limits);
            }
            at += CHUNK_HEADER + data.length() + data.length() % 2;
        }
    }

    /** The first frame of an animation at its place on a black canvas. */
    private Pixels firstFrame(Bytes chunks, int width, int height) {
        int frames = 0;
        int first = -1;
        int at = 0;
        while (at + CHUNK_HEADER <= chunks.length()) {
            int length = chunks.slice(at + CHUNK_HEADER, chunks.i32le(at + 4)).length();
            if (chunks.has(at, "ANMF")) {
                first = frames++ == 0 ? at + CHUNK_HEADER : first;
            }
            at += CHUNK_HEADER + length + length % 2;
        }
        if (frames > limits.maxFrames()) {
            throw new ImageException(
                    Kind.TOO_LARGE,
                    "WebP: expected at most %d frames, found %d; cut it".formatted(limits.maxFrames(), frames));
        }
        int x = 2 * u24(chunks, first);
        int y = 2 * u24(chunks, first + 3);
        Pixels frame = still(chunks.from(first + FRAME_HEADER));
        if (frame.width() > width - x || frame.height() > height - y) {
            throw new IllegalArgumentException("WebP: expected a frame within %d x %d, found %d x %d at %d, %d"
                    .formatted(width, height, frame.width(), frame.height(), x, y));
        }
        byte[] rgb = new byte[Math.multiplyExact(3 * width, height)];
        for (int row = 0; row < frame.height(); row++) {
            System.arraycopy(frame.rgb(), 3 * frame.width() * row, rgb, 3 * ((y + row) * width + x), 3 * frame.width());
        }
        return new Pixels(width, height, rgb);
    }
}
