package dev.descry.tensor;

import dev.descry.image.Pixels;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Pillow's bicubic {@code Image.resize} for 8-bit RGB, bit for bit: a horizontal pass, rounded to bytes, then a vertical
 * one. An instance holds the weights for one pair of sizes and may be shared by threads.
 */
public final class Resize {
    private static final int CHANNELS = 3;

    /** Below this many source pixels a second thread costs more than it saves. */
    private static final long WORTH_SHARING = 500_000;

    /** Pillow 12 turns the order of passes for sources taller than this many widths. */
    private static final long TALL = 100;

    private final Size from;
    private final Size to;
    private final BicubicWeights across;
    private final BicubicWeights down;

    public Resize(Size from, Size to) {
        this.from = from;
        this.to = to;
        this.across = new BicubicWeights(from.width(), to.width());
        this.down = new BicubicWeights(from.height(), to.height());
    }

    /** Resizes {@code source}; answers {@code source} itself when it has that size already. */
    public static Pixels bicubic(Pixels source, Size to) {
        Size from = new Size(source.width(), source.height());
        if (from.equals(to)) {
            return source;
        }
        boolean downFirst =
                from.height() > TALL * from.width() && to.height() < from.height() && to.width() != from.width();
        if (downFirst) {
            Size between = new Size(from.width(), to.height());
            return bicubic(new Resize(from, between).apply(source), to);
        }
        return new Resize(from, to).apply(source);
    }

    private Pixels apply(Pixels source) {
        byte[] result = new byte[Math.toIntExact(CHANNELS * to.area())];
        int parts =
                from.area() < WORTH_SHARING ? 1 : Math.min(Runtime.getRuntime().availableProcessors(), to.height());
        IntStream range = IntStream.range(0, parts);
        (parts > 1 ? range.parallel() : range)
                .forEach(part -> rows(source.rgb(), result, (int) ((long) to.height() * part / parts), (int)
                        ((long) to.height() * (part + 1) / parts)));
        return new Pixels(to.width(), to.height(), result);
    }

    /** Makes the result's rows [begin, end), keeping only as many narrowed source rows as one of them needs. */
    private void rows(byte[] source, byte[] result, int begin, int end) {
        int stride = CHANNELS * to.width();
        byte[][] ring = new byte[down.most][stride];
        int[] sums = new int[stride];
        int next = down.first[begin];
        for (int y = begin; y < end; y++) {
            int past = down.first[y] + down.count[y];
            for (next = Math.max(next, down.first[y]); next < past; next++) {
                narrow(source, next, ring[next % ring.length]);
            }
            if (from.height() == to.height()) {
                System.arraycopy(ring[y % ring.length], 0, result, y * stride, stride);
            } else {
                blend(ring, y, sums);
                store(sums, result, y * stride);
            }
        }
    }

    /** The horizontal pass over one source row. */
    private void narrow(byte[] source, int row, byte[] target) {
        int start = CHANNELS * from.width() * row;
        if (from.width() == to.width()) {
            System.arraycopy(source, start, target, 0, target.length);
            return;
        }
        int[] weights = across.weights;
        int out = 0;
        for (int x = 0; x < to.width(); x++) {
            int red = BicubicWeights.HALF;
            int green = BicubicWeights.HALF;
            int blue = BicubicWeights.HALF;
            int at = start + CHANNELS * across.first[x];
            int w = x * across.most;
            for (int last = w + across.count[x]; w < last; w++) {
                int weight = weights[w];
                red += (source[at] & 0xFF) * weight;
                green += (source[at + 1] & 0xFF) * weight;
                blue += (source[at + 2] & 0xFF) * weight;
                at += CHANNELS;
            }
            target[out] = level(red);
            target[out + 1] = level(green);
            target[out + 2] = level(blue);
            out += CHANNELS;
        }
    }

    /** The vertical pass for result row {@code y}: the weighted sum of the narrowed rows. */
    private void blend(byte[][] ring, int y, int[] sums) {
        Arrays.fill(sums, BicubicWeights.HALF);
        for (int k = 0; k < down.count[y]; k++) {
            add(ring[(down.first[y] + k) % ring.length], down.weights[y * down.most + k], sums);
        }
    }

    private static void add(byte[] row, int weight, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += (row[i] & 0xFF) * weight;
        }
    }

    private static void store(int[] sums, byte[] result, int at) {
        for (int i = 0; i < sums.length; i++) {
            result[at + i] = level(sums[i]);
        }
    }

    private static byte level(int sum) {
        return (byte) Math.clamp(sum >> BicubicWeights.PRECISION, 0, 255);
    }
}
