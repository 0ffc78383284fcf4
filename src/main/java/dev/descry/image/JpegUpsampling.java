package dev.descry.image;

/**
 * Rows of one component at the picture's full size. Halved components are filled in by libjpeg's triangle filter ("fancy
 * upsampling", weights 3 : 1, rounding bias alternating so that it favours no direction), others by repetition. One
 * instance serves one thread.
 */
final class JpegUpsampling {
    private final JpegComponent component;
    private final int across;
    private final int down;
    private final int[] column;
    private final byte[] row;

    JpegUpsampling(JpegFrame frame, JpegComponent component) {
        this.component = component;
        across = frame.maxAcross() / component.across;
        down = frame.maxDown() / component.down;
        column = new int[component.width + 2];
        row = across == 1 && down == 1 ? new byte[0] : new byte[component.width * across];
    }

    /** The array that holds row {@code y}, from index {@link #start} on, until the next call. */
    byte[] row(int y) {
        if (across == 1 && down == 1) {
            return component.plane;
        }
        boolean smoothAcross = across == 2 && component.width > 2;
        if (smoothAcross && down == 1) {
            weigh(y, y, 0);
            spread(1, 2, 2, row);
        } else if (smoothAcross && down == 2) {
            weigh(y / 2, neighbour(y), 0);
            spread(8, 7, 4, row);
        } else if (across == 1 && down == 2) {
            weigh(y / 2, neighbour(y), 1 + y % 2);
            for (int x = 0; x < component.width; x++) {
                row[x] = (byte) (column[x + 1] >> 2);
            }
        } else {
            int start = y / down * component.stride();
            for (int x = 0; x < row.length; x++) {
                row[x] = component.plane[start + x / across];
            }
        }
        return row;
    }

    /** Index in {@link #row} at which row {@code y} starts. */
    int start(int y) {
        return across == 1 && down == 1 ? y * component.stride() : 0;
    }

    /** The row that lends to row {@code y} of a component halved in height: the one above or below, within the picture. */
    private int neighbour(int y) {
        return Math.clamp(y / 2 + (y % 2 == 0 ? -1 : 1), 0, component.height - 1);
    }

    /** Three parts of one row and one of the other (or the row alone where they are the same), plus the bias. */
    private void weigh(int near, int far, int bias) {
        byte[] plane = component.plane;
        int a = near * component.stride();
        int b = far * component.stride();
        boolean alone = down == 1;
        for (int x = 0; x < component.width; x++) {
            int value = plane[a + x] & 0xFF;
            column[x + 1] = alone ? value : 3 * value + (plane[b + x] & 0xFF) + bias;
        }
    }

    /** Doubles the columns: each pair is 3 parts its own column and 1 part the one to the left, or to the right. */
    private void spread(int biasLeft, int biasRight, int shift, byte[] out) {
        int last = component.width;
        column[0] = column[1];
        int left = column[1];
        int own = column[1];
        for (int x = 1; x < last; x++) {
            int right = column[x + 1];
            out[2 * x - 2] = (byte) (3 * own + left + biasLeft >> shift);
            out[2 * x - 1] = (byte) (3 * own + right + biasRight >> shift);
            left = own;
            own = right;
        }
        out[2 * last - 2] = (byte) (3 * own + left + biasLeft >> shift);
        out[2 * last - 1] = (byte) (4 * own + biasRight >> shift);
    }
}
