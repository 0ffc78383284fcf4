package dev.descry.image.jpeg;

/** The zigzag in which coefficients of a block are coded. */
final class JpegOrder {
    /** Runs of damaged data reach up to 15 entries past the block; those land on its last coefficient. */
    private static final int OVERRUN = 16;

    /** Place of the k-th coded coefficient, row by row. */
    static final int[] NATURAL = natural();

    private JpegOrder() {}

    private static int[] natural() {
        int[] order = new int[JpegComponent.BLOCK_AREA + OVERRUN];
        int last = JpegComponent.BLOCK - 1;
        int k = 0;
        for (int diagonal = 0; diagonal <= 2 * last; diagonal++) {
            for (int i = Math.max(0, diagonal - last); i <= Math.min(diagonal, last); i++) {
                int x = diagonal % 2 == 0 ? i : diagonal - i;
                order[k++] = (diagonal - x) * JpegComponent.BLOCK + x;
            }
        }
        while (k < order.length) {
            order[k++] = JpegComponent.BLOCK_AREA - 1;
        }
        return order;
    }
}
