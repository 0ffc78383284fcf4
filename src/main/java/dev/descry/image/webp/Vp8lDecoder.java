package dev.descry.image.webp;

import dev.descry.image.DecodeLimits;
import dev.descry.image.Pixels;
import dev.descry.image.format.Bytes;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;

/** Decodes lossless WebP (WebP Lossless Bitstream Specification). */
final class Vp8lDecoder {
    private static final int SIGNATURE = 0x2F;
    private static final int LITERALS = 256;
    private static final int LENGTHS = 24;
    private static final int DISTANCES = 40;
    private static final int CACHE_HASH = 0x1E35A7BD;

    /**
     * What the 120 shortest distance codes mean: rows up in the upper four bits, 8 less columns to the left in the lower
     * (section 5.2.2).
     */
    private static final byte[] NEAR = HexFormat.of()
            .parseHex("1807171928062729161a262a38053739151b363a252b48044749141c353b464a242c58454b343c03"
                    + "5759131d565a232d444c555b333d68026769121e666a222e545c434d656b323e78017779535d111f"
                    + "646c424e767a212f757b313f636d525e00747c414f1020626e30737d515f40727e616f50717f6070");

    private final Vp8lBits bits;

    private Vp8lDecoder(Vp8lBits bits) {
        this.bits = bits;
    }

    static Pixels decode(Bytes data, DecodeLimits limits) {
        Vp8lBits bits = new Vp8lBits(data);
        if (bits.read(8) != SIGNATURE) {
            throw new IllegalArgumentException("WebP: expected the lossless signature, found another");
        }
        int width = 1 + bits.read(14);
        int height = 1 + bits.read(14);
        limits.check(width, height);
        if (bits.read(4) >> 1 != 0) {
            throw new IllegalArgumentException("WebP: expected version 0, found another");
        }
        int[] argb = new Vp8lDecoder(bits).picture(width, height);
        byte[] rgb = new byte[Math.multiplyExact(3, argb.length)];
        int at = 0;
        for (int pixel : argb) {
            rgb[at++] = (byte) (pixel >> 16);
            rgb[at++] = (byte) (pixel >> 8);
            rgb[at++] = (byte) pixel;
        }
        return new Pixels(width, height, rgb);
    }

    private int[] picture(int width, int height) {
        Deque<Vp8lTransform> transforms = new ArrayDeque<>();
        int stored = width;
        int seen = 0;
        while (bits.flag()) {
            int type = bits.read(2);
            if ((seen & 1 << type) != 0) {
                throw new IllegalArgumentException("WebP: expected each transform once, found one twice");
            }
            seen |= 1 << type;
            Vp8lTransform transform = transform(type, stored, height);
            stored = transform.storedWidth(stored);
            transforms.push(transform);
        }
        int[] pixels = pixels(stored, height, true);
        for (Vp8lTransform transform : transforms) {
            pixels = transform.undo(pixels, height);
        }
        return pixels;
    }

    private Vp8lTransform transform(int type, int width, int height) {
        return switch (type) {
            case 0 -> {
                int scale = 2 + bits.read(3);
                yield new Vp8lTransform.Predict(width, scale, blocks(scale, width, height));
            }
            case 1 -> {
                int scale = 2 + bits.read(3);
                yield new Vp8lTransform.Recolour(width, scale, blocks(scale, width, height));
            }
            case 2 -> new Vp8lTransform.AddGreen();
            default -> {
                int colours = 1 + bits.read(8);
                yield Vp8lTransform.Index.of(width, pixels(colours, 1, false));
            }
        };
    }

    /** A picture with one pixel for each block of {@code 1 << scale} pixels a side. */
    private int[] blocks(int scale, int width, int height) {
        return pixels(Math.ceilDiv(width, 1 << scale), Math.ceilDiv(height, 1 << scale), false);
    }

    /** Reads an entropy-coded picture, {@code [height, width]} ARGB; only the main one has groups of codes. */
    private int[] pixels(int width, int height, boolean main) {
        int cacheBits = bits.flag() ? bits.read(4) : 0;
        if (cacheBits > 11) {
            throw new IllegalArgumentException("WebP: expected a colour cache of at most 11 bits, found " + cacheBits);
        }
        int scale = 0;
        int[] groupOf = {0};
        if (main && bits.flag()) {
            scale = 2 + bits.read(3);
            groupOf = blocks(scale, width, height);
        }
        int groups = 0;
        for (int i = 0; i < groupOf.length; i++) {
            groupOf[i] = groupOf[i] >> 8 & 0xFFFF;
            groups = Math.max(groups, groupOf[i] + 1);
        }
        int cacheSize = cacheBits == 0 ? 0 : 1 << cacheBits;
        int[] alphabets = {LITERALS + LENGTHS + cacheSize, LITERALS, LITERALS, LITERALS, DISTANCES};
        Vp8lCode[][] codes = new Vp8lCode[groups][alphabets.length];
        for (Vp8lCode[] group : codes) {
            for (int i = 0; i < alphabets.length; i++) {
                group[i] = Vp8lCode.read(bits, alphabets[i]);
            }
        }
        int[] out = new int[Math.multiplyExact(width, height)];
        fill(out, width, codes, groupOf, scale == 0 ? Integer.SIZE - 1 : scale, new int[cacheSize]);
        return out;
    }

    private void fill(int[] out, int width, Vp8lCode[][] codes, int[] groupOf, int scale, int[] cache) {
        int groupsWide = scale == Integer.SIZE - 1 ? 1 : Math.ceilDiv(width, 1 << scale);
        int cached = 0;
        int at = 0;
        while (at < out.length) {
            Vp8lCode[] group = codes[groupOf[((at / width) >> scale) * groupsWide + (at % width >> scale)]];
            int symbol = group[0].read(bits);
            if (symbol < LITERALS) {
                int red = group[1].read(bits);
                int blue = group[2].read(bits);
                out[at++] = group[3].read(bits) << 24 | red << 16 | symbol << 8 | blue;
            } else if (symbol < LITERALS + LENGTHS) {
                int length = extended(symbol - LITERALS);
                int distance = distance(extended(group[4].read(bits)), width);
                if (distance > at || length > out.length - at) {
                    throw new IllegalArgumentException("WebP: expected a copy within the picture, found one outside");
                }
                for (int end = at + length; at < end; at++) {
                    out[at] = out[at - distance];
                }
            } else {
                cached = remember(out, cached, at, cache);
                out[at++] = cache[symbol - LITERALS - LENGTHS];
            }
        }
    }

    /** Puts the pixels from {@code from} to {@code to} into the cache. */
    private static int remember(int[] out, int from, int to, int[] cache) {
        int shift = Integer.numberOfLeadingZeros(cache.length) + 1;
        for (int i = from; i < to; i++) {
            cache[(CACHE_HASH * out[i]) >>> shift] = out[i];
        }
        return to;
    }

    /** A length or distance from its code and the bits after it. */
    private int extended(int code) {
        if (code < 4) {
            return code + 1;
        }
        int extra = (code - 2) >> 1;
        return ((2 + (code & 1)) << extra) + bits.read(extra) + 1;
    }

    private static int distance(int code, int width) {
        if (code > NEAR.length) {
            return code - NEAR.length;
        }
        int place = NEAR[code - 1];
        return Math.max(1, (place >> 4) * width + 8 - (place & 15));
    }
}
