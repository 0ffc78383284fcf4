package dev.descry.image.jpeg;

import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageException;
import dev.descry.image.ImageException.Kind;
import dev.descry.image.format.Bytes;
import java.util.ArrayList;
import java.util.List;

/** The frame header (SOF) of a JPEG file: size, components, and how MCUs tile the picture. */
record JpegFrame(
        boolean progressive, int width, int height, int maxAcross, int maxDown, List<JpegComponent> components) {
    private static final int MAX_SAMPLING = 4;

    /**
     * Reads the segment and holds the size against the limits; no plane is allocated.
     *
     * @param marker 0xC0 baseline, 0xC1 extended, 0xC2 progressive
     */
    static JpegFrame read(int marker, Bytes segment, DecodeLimits limits) {
        int height = segment.u16be(1);
        int width = segment.u16be(3);
        limits.check(width, height);
        int count = segment.u8(5);
        if (segment.u8(0) != 8 || (count != 1 && count != 3 && count != 4)) {
            throw new ImageException(
                    Kind.UNSUPPORTED,
                    "JPEG: expected 1, 3 or 4 components of 8 bits, found %d of %d bits; save it as plain RGB"
                            .formatted(count, segment.u8(0)));
        }
        List<JpegComponent> components = new ArrayList<>();
        int maxAcross = 1;
        int maxDown = 1;
        for (int i = 0; i < count; i++) {
            int at = 6 + 3 * i;
            int sampling = segment.u8(at + 1);
            JpegComponent component =
                    new JpegComponent(segment.u8(at), sampling >> 4, sampling & 15, segment.u8(at + 2) & 3);
            maxAcross = Math.max(maxAcross, component.across);
            maxDown = Math.max(maxDown, component.down);
            components.add(component);
        }
        JpegFrame frame = new JpegFrame(marker == 0xC2, width, height, maxAcross, maxDown, components);
        components.forEach(frame::measure);
        return frame;
    }

    private void measure(JpegComponent component) {
        boolean whole = component.across > 0
                && component.down > 0
                && maxAcross <= MAX_SAMPLING
                && maxDown <= MAX_SAMPLING
                && maxAcross % component.across == 0
                && maxDown % component.down == 0;
        if (!whole) {
            throw new ImageException(
                    Kind.UNSUPPORTED,
                    "JPEG: expected sampling factors of 1 to 4 that divide the largest, found %d x %d beside %d x %d"
                            .formatted(component.across, component.down, maxAcross, maxDown));
        }
        component.width = Math.ceilDiv(width * component.across, maxAcross);
        component.height = Math.ceilDiv(height * component.down, maxDown);
        component.blocksWide = mcusWide() * component.across;
        component.blocksHigh = mcusHigh() * component.down;
    }

    int mcusWide() {
        return Math.ceilDiv(width, JpegComponent.BLOCK * maxAcross);
    }

    int mcusHigh() {
        return Math.ceilDiv(height, JpegComponent.BLOCK * maxDown);
    }
}
