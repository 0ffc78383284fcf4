package dev.descry.image.jpeg;

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
    private final int[] row;

    JpegUpsampling(JpegFrame frame, JpegComponent component) {
        this.component = component;
        across = frame.maxAcross() / component.across;
        down = frame.maxDown() / component.down;
        column = new int[component.width + 2];
        row = new int[component.width * across];
    }

    /** The levels of row {@code y}, valid until the next call; there may be more than the picture is wide. */
    int[] row(int y) {
        boolean smoothAcross = across == 2 && component.width > 2;
        if (smoothAcross && down == 1) {
            weigh(y, y, 0);
            spread(1, 2, 2);
        } else if (smoothAcross && down == 2) {
            weigh(y / 2, neighbour(y), 0);
            spread(8, 7, 4);
        } else if (across == 1 && down == 2) {
            weigh(y / 2, neighbour(y), 1 + y % 2);
            for (int x = 0; x < component.width; x++) {
                row[x] = column[x + 1] >> 2;
            }
        } else {
            repeat(y / down * component.stride());
        }
        return row;
    }

    private void repeat(int start) {
        byte[] plane = component.plane;
        if (across == 1) {
            for (int x = 0; x < row.length; x++) {
                row[x] = plane[start + x] & 0xFF;
            }
        } else {
            for (int x = 0; x < row.length; x++) {
                row[x] = plane[start + x / across] & 0xFF;
            }
        }
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
    private void spread(int biasLeft, int biasRight, int shift) {
        int last = component.width;
        column[0] = column[1];
        int left = column[1];
        int own = column[1];
        for (int x = 1; x < last; x++) {
            int right = column[x + 1];
            row[2 * x - 2] = (3 * own + left + biasLeft) >> shift;
            row[2 * x - 1] = (3 * own + right + biasRight) >> shift;
            left = own;
            own = right;
        }
        row[2 * last - 2] = (3 * own + left + biasLeft) >> shift;
        row[2 * last - 1] = (4 * own + biasRight) >> shift;
    }
}
