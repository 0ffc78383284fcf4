package dev.descry.image.jpeg;

import dev.descry.image.jpeg.JpegScan.BlockReader;
import dev.descry.image.jpeg.JpegScan.Part;
import java.util.List;

/** Blocks of baseline and extended sequential scans (ITU-T T.81, F.2.2). */
record JpegSequential(List<Part> parts, JpegBits bits) implements BlockReader {

    @Override
    public void read(Part part, short[] out, int at) {
        JpegComponent component = part.component();
        component.lastDc += bits.signed(Math.min(bits.symbol(part.dc()), 16));
        out[at] = (short) component.lastDc;
        bits.alternating(part.ac(), out, at);
    }

    @Override
    public void reset() {
        parts.forEach(part -> part.component().lastDc = 0);
    }
}
