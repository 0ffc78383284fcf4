package dev.descry.image;

/**
 * What an image looks like in 64 bits: whether each of 8 x 8 places is darker than its right neighbour, after the image was
 * averaged to 9 x 8 grey cells. Scaling, compressing and small changes of colour move few bits; images with 4 or fewer different
 * bits are alike to the eye. Mirrored or turned images are not recognised.
 */
public record Fingerprint(long bits) {
    /** More different bits than this, and images are not alike. */
    public static final int ALIKE = 4;

    private static final int COLUMNS = 9;
    private static final int ROWS = 8;

    /** Of a decoded image. */
    public static Fingerprint of(Pixels pixels) {
        long bits = 0;
        for (int row = 0; row < ROWS; row++) {
            long left = grey(pixels, 0, row);
            for (int column = 1; column < COLUMNS; column++) {
                long right = grey(pixels, column, row);
                bits = (bits << 1) | (left < right ? 1 : 0);
                left = right;
            }
        }
        return new Fingerprint(bits);
    }

    /** How many bits differ, 0 to 64. */
    public int distance(Fingerprint other) {
        return Long.bitCount(bits ^ other.bits);
    }

    /** Mean luma of a cell, in thousandths. A cell of a tiny image is at least its nearest pixel. */
    private static long grey(Pixels pixels, int column, int row) {
        int left = column * pixels.width() / COLUMNS;
        int right = Math.max(left + 1, (column + 1) * pixels.width() / COLUMNS);
        int top = row * pixels.height() / ROWS;
        int bottom = Math.max(top + 1, (row + 1) * pixels.height() / ROWS);
        long sum = 0;
        byte[] rgb = pixels.rgb();
        for (int y = top; y < bottom; y++) {
            int at = 3 * (y * pixels.width() + left);
            for (int x = left; x < right; x++, at += 3) {
                sum += 299 * (rgb[at] & 0xFF) + 587 * (rgb[at + 1] & 0xFF) + 114 * (rgb[at + 2] & 0xFF);
            }
        }
        return sum / ((long) (right - left) * (bottom - top));
    }
}
