package dev.descry.onnx;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Positions of a prompt. Plain ones count its tokens on one axis. Rotary ones lie on the three axes time, height and width
 * (Qwen2-VL, {@code get_rope_index}): text counts on all three alike; the tokens of an image, from where it begins, count
 * its rows and columns; the text after it goes on from its larger side.
 */
public final class Positions {
    private final int length;
    private final long[] axes;
    private final int delta;
    private final List<Span> images;

    /** The tokens of one image, from {@code start} to before {@code end}. */
    public record Span(int start, int end) {}

    private Positions(int length, long[] axes, int delta, List<Span> images) {
        this.length = length;
        this.axes = axes;
        this.delta = delta;
        this.images = List.copyOf(images);
    }

    /**
     * Positions of a prompt whose runs of image tokens belong to the grids in order.
     *
     * @param merge patches of one image token along a side
     * @throws IllegalArgumentException when the image tokens are not as many as the grids have
     */
    public static Positions of(int[] ids, int imageToken, List<Grid> grids, int merge) {
        int tokens = (int) Arrays.stream(ids).filter(id -> id == imageToken).count();
        int expected = grids.stream().mapToInt(grid -> grid.tokens(merge)).sum();
        if (tokens != expected) {
            throw new IllegalArgumentException("prompt: expected %d image tokens for %d images, found %d"
                    .formatted(expected, grids.size(), tokens));
        }
        return new Counter(ids, imageToken, merge).count(grids);
    }

    /** Positions on one axis, counted from 0 over text and images alike. */
    public static Positions inOrder(int length, List<Span> images) {
        return new Positions(length, LongStream.range(0, length).toArray(), 0, images);
    }

    /** Tokens of the prompt. */
    public int length() {
        return length;
    }

    /** Added to the number of tokens before it, gives the position of a generated token; 0 or less. */
    public int delta() {
        return delta;
    }

    /** Position of a prompt token; axis 0 is time, 1 height, 2 width. */
    public long at(int axis, int token) {
        return axes[axis * length + token];
    }

    /** Where the tokens of each image lie, in order. */
    public List<Span> images() {
        return images;
    }

    private static final class Counter {
        private final int[] ids;
        private final int imageToken;
        private final int merge;
        private final long[] axes;
        private int token;
        private long next;

        Counter(int[] ids, int imageToken, int merge) {
            this.ids = ids;
            this.imageToken = imageToken;
            this.merge = merge;
            axes = new long[3 * ids.length];
        }

        Positions count(List<Grid> grids) {
            List<Span> images = new ArrayList<>();
            for (Grid grid : grids) {
                text();
                int start = token;
                image(grid);
                images.add(new Span(start, token));
            }
            text();
            return new Positions(ids.length, axes, Math.toIntExact(next - ids.length), images);
        }

        private void text() {
            for (; token < ids.length && ids[token] != imageToken; next++) {
                put(next, next, next);
            }
        }

        private void image(Grid grid) {
            int rows = grid.height() / merge;
            int columns = grid.width() / merge;
            for (int frame = 0; frame < grid.frames(); frame++) {
                for (int row = 0; row < rows; row++) {
                    for (int column = 0; column < columns; column++) {
                        put(next + frame, next + row, next + column);
                    }
                }
            }
            next += Math.max(grid.frames(), Math.max(rows, columns));
        }

        private void put(long time, long height, long width) {
            axes[token] = time;
            axes[ids.length + token] = height;
            axes[2 * ids.length + token] = width;
            token++;
        }
    }
}
