package dev.descry.image.webp;

import dev.descry.image.DecodeLimits;
import dev.descry.image.format.Bytes;

/** The header of a VP8 key frame (RFC 6386, section 9) and the streams behind it. */
final class Vp8Header {
    static final int SEGMENTS = 4;
    private static final int TAG = 10;

    final int width;
    final int height;
    final boolean segmentMap;
    /** Probabilities of the tree of segments. */
    final int[] segmentTree = {255, 255, 255};

    final boolean simpleFilter;
    final int filterLevel;
    final int sharpness;
    final byte[] tokens = Vp8Tables.tokenProbabilities();
    /** Probability that a macroblock has coefficients, -1 where none can lack them. */
    final int skipProbability;
    /** Modes of macroblocks come from here. */
    final Vp8Bools modes;

    /** Coefficients of a row of macroblocks come from the stream at its number modulo theirs. */
    final Vp8Bools[] coefficients;

    private final boolean segmented;
    private boolean absolute = true;
    private final int[] segmentQuantiser = new int[SEGMENTS];
    private final int[] segmentFilter = new int[SEGMENTS];
    private int frameDelta;
    private int subblockDelta;
    private final int quantiser;
    private final int[] quantiserDeltas = new int[5];

    Vp8Header(Bytes data, DecodeLimits limits) {
        int tag = data.u16le(0) | data.u8(2) << 16;
        if ((tag & 1) != 0 || data.u8(3) != 0x9D || data.u8(4) != 0x01 || data.u8(5) != 0x2A) {
            throw new IllegalArgumentException("WebP: expected a VP8 key frame, found something else");
        }
        width = data.u16le(6) & 0x3FFF;
        height = data.u16le(8) & 0x3FFF;
        limits.check(width, height);
        int first = tag >> 5;
        modes = new Vp8Bools(data.slice(TAG, first));
        modes.number(2);
        segmented = modes.flag();
        segmentMap = segmented && segments();
        simpleFilter = modes.flag();
        filterLevel = modes.number(6);
        sharpness = modes.number(3);
        filterDeltas();
        coefficients = streams(data.from(TAG + first), 1 << modes.number(2));
        quantiser = modes.number(7);
        for (int i = 0; i < quantiserDeltas.length; i++) {
            quantiserDeltas[i] = modes.optional(4);
        }
        modes.flag();
        byte[] updates = Vp8Tables.tokenUpdates();
        for (int i = 0; i < tokens.length; i++) {
            if (modes.bit(updates[i] & 0xFF) == 1) {
                tokens[i] = (byte) modes.number(8);
            }
        }
        skipProbability = modes.flag() ? modes.number(8) : -1;
    }

    /** Reads what segments change; answers whether each macroblock says which it is in. */
    private boolean segments() {
        boolean map = modes.flag();
        if (modes.flag()) {
            absolute = modes.flag();
            for (int i = 0; i < SEGMENTS; i++) {
                segmentQuantiser[i] = modes.optional(7);
            }
            for (int i = 0; i < SEGMENTS; i++) {
                segmentFilter[i] = modes.optional(6);
            }
        }
        if (map) {
            for (int i = 0; i < segmentTree.length; i++) {
                segmentTree[i] = modes.flag() ? modes.number(8) : 255;
            }
        }
        return map;
    }

    /** Eight deltas by frame and mode; of a key frame the first of each four count. */
    private void filterDeltas() {
        boolean used = modes.flag();
        boolean given = used && modes.flag();
        if (!given) {
            return;
        }
        int[] deltas = new int[8];
        for (int i = 0; i < deltas.length; i++) {
            deltas[i] = modes.optional(6);
        }
        frameDelta = deltas[0];
        subblockDelta = deltas[4];
    }

    private static Vp8Bools[] streams(Bytes data, int count) {
        Vp8Bools[] streams = new Vp8Bools[count];
        int at = 3 * (count - 1);
        for (int i = 0; i < count; i++) {
            int size = i == count - 1 ? data.length() - at : data.u16le(3 * i) | data.u8(3 * i + 2) << 16;
            streams[i] = new Vp8Bools(data.slice(at, size));
            at += size;
        }
        return streams;
    }

    /** Level of the loop filter, 0 to 63, for a macroblock. */
    int filterLevel(int segment, boolean subblocks) {
        int level = segmented ? segmentFilter[segment] + (absolute ? 0 : filterLevel) : filterLevel;
        return Math.clamp(level + frameDelta + (subblocks ? subblockDelta : 0), 0, 63);
    }

    /** Factors of a segment's coefficients: first and others of luma, of the luma firsts' own block, of chroma. */
    int[] factors(int segment) {
        int q = segmented ? segmentQuantiser[segment] + (absolute ? 0 : quantiser) : quantiser;
        int[] dc = Vp8Tables.DC_FACTORS;
        int[] ac = Vp8Tables.AC_FACTORS;
        return new int[] {
            dc[Math.clamp(q + quantiserDeltas[0], 0, 127)],
            ac[Math.clamp(q, 0, 127)],
            dc[Math.clamp(q + quantiserDeltas[1], 0, 127)] * 2,
            Math.max(8, ac[Math.clamp(q + quantiserDeltas[2], 0, 127)] * 155 / 100),
            dc[Math.clamp(q + quantiserDeltas[3], 0, 117)],
            ac[Math.clamp(q + quantiserDeltas[4], 0, 127)]
        };
    }
}
