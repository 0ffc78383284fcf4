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

    /** Parts for each processor; more than one, so that a busy processor holds up less. */
    private static final int PARTS = 4;

    /** Pillow 12 turns the order of passes for sources taller than this many widths. */
    private static final long TALL = 100;

    private static final long HALVES = BicubicWeights.HALF * (1L + (1L << Integer.SIZE));

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
        int parts = from.area() < WORTH_SHARING
                ? 1
                : Math.min(PARTS * Runtime.getRuntime().availableProcessors(), to.height());
        IntStream range = IntStream.range(0, parts);
        (parts > 1 ? range.parallel() : range)
                .forEach(part -> rows(source.rgb(), result, (int) ((long) to.height() * part / parts), (int)
                        ((long) to.height() * (part + 1) / parts)));
        return new Pixels(to.width(), to.height(), result);
    }

    /** Makes the result's rows [begin, end), keeping only as many narrowed source rows as one of them needs. */
    private void rows(byte[] source, byte[] result, int begin, int end) {
        int stride = CHANNELS * to.width();
        int[][] ring = new int[down.most + 1][stride];
        long[] pairs = new long[from.width() == to.width() ? 0 : CHANNELS * from.width()];
        int[] sums = new int[stride];
        int next = down.first[begin];
        for (int y = begin; y < end; y++) {
            int past = down.first[y] + down.count[y];
            for (next = Math.max(next, down.first[y]); next < past; next += 2) {
                int other = Math.min(next + 1, from.height() - 1);
                narrow(source, next, other, pairs, ring[next % ring.length], ring[other % ring.length]);
            }
            if (from.height() == to.height()) {
                store(ring[y % ring.length], 0, result, y * stride);
            } else {
                blend(ring, y, sums);
                store(sums, BicubicWeights.PRECISION, result, y * stride);
            }
        }
    }

    /** The horizontal pass over two source rows; levels 0..255. */
    private void narrow(byte[] source, int row, int other, long[] pairs, int[] target, int[] otherTarget) {
        int start = CHANNELS * from.width() * row;
        int otherStart = CHANNELS * from.width() * other;
        if (from.width() == to.width()) {
            for (int i = 0; i < target.length; i++) {
                target[i] = source[start + i] & 0xFF;
                otherTarget[i] = source[otherStart + i] & 0xFF;
            }
            return;
        }
        // Two samples in one long: a single multiplication weighs both.
        for (int i = 0; i < pairs.length; i++) {
            pairs[i] = (source[start + i] & 0xFF) | (source[otherStart + i] & 0xFFL) << Integer.SIZE;
        }
        int[] weights = across.weights;
        for (int x = 0; x < to.width(); x++) {
            long red = HALVES;
            long green = HALVES;
            long blue = HALVES;
            int at = CHANNELS * across.first[x];
            int w = x * across.most;
            int count = across.count[x];
            for (int k = 0; k < count; k++) {
                long weight = weights[w + k];
                red += pairs[at + CHANNELS * k] * weight;
                green += pairs[at + CHANNELS * k + 1] * weight;
                blue += pairs[at + CHANNELS * k + 2] * weight;
            }
            split(red, target, otherTarget, CHANNELS * x);
            split(green, target, otherTarget, CHANNELS * x + 1);
            split(blue, target, otherTarget, CHANNELS * x + 2);
        }
    }

    /** The lower sum is signed, so the upper one is whole again only without it. */
    private static void split(long sums, int[] target, int[] otherTarget, int at) {
        int low = (int) sums;
        target[at] = level(low >> BicubicWeights.PRECISION);
        otherTarget[at] = level((int) ((sums - low) >> Integer.SIZE) >> BicubicWeights.PRECISION);
    }

    /** The vertical pass for result row {@code y}: the weighted sum of the narrowed rows. */
    private void blend(int[][] ring, int y, int[] sums) {
        Arrays.fill(sums, BicubicWeights.HALF);
        for (int k = 0; k < down.count[y]; k++) {
            add(ring[(down.first[y] + k) % ring.length], down.weights[y * down.most + k], sums);
        }
    }

    private static void add(int[] row, int weight, int[] sums) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += row[i] * weight;
        }
    }

    private static void store(int[] values, int shift, byte[] result, int at) {
        for (int i = 0; i < values.length; i++) {
            result[at + i] = (byte) level(values[i] >> shift);
        }
    }

    /** Clamps to 0..255; the compiler makes vector instructions of this clamp, not of others. */
    private static int level(int value) {
        return Math.clamp(value, 0, 255);
    }
}
