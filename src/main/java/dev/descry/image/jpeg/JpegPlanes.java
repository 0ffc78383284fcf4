package dev.descry.image.jpeg;

import dev.descry.image.jpeg.JpegScan.Part;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;

/**
 * Fills the planes of a frame. Reading coefficients is one thread's work; in large pictures other threads meanwhile
 * transform the rows that are read.
 */
final class JpegPlanes {
    private static final int AREA = JpegComponent.BLOCK_AREA;

    /** Rows of MCUs that may be between reading and transforming. */
    private static final int ROWS_UNDER_WAY = 6;

    /** Rows of blocks of a progressive frame that are transformed at once. */
    private static final int ROWS_IN_BAND = 32;

    /** Below this many pixels a second thread costs more than it saves. */
    static final long WORTH_SHARING = 500_000;

    private final JpegScan scan;
    /** Coefficients of one row of the scan, by part, and what transforms them. */
    private record Row(short[][] coefficients, JpegTransform transform) {}

    private final BlockingQueue<Row> free = new LinkedBlockingQueue<>();
    private final List<ForkJoinTask<?>> shared = new ArrayList<>();

    private JpegPlanes(JpegScan scan) {
        this.scan = scan;
    }

    static boolean shares(JpegFrame frame) {
        return (long) frame.width() * frame.height() >= WORTH_SHARING
                && Runtime.getRuntime().availableProcessors() > 1;
    }

    /** Reads a scan: into planes, or in a progressive frame into coefficients. */
    static void read(JpegFrame frame, JpegScan scan) {
        for (Part part : scan.parts()) {
            JpegComponent component = part.component();
            int samples = Math.multiplyExact(component.blocksWide * component.blocksHigh, AREA);
            if (frame.progressive() && component.coefficients.length == 0) {
                component.coefficients = new short[samples];
            }
            if (!frame.progressive() && component.plane.length == 0) {
                component.plane = new byte[samples];
            }
        }
        if (frame.progressive()) {
            readCoefficients(scan);
        } else {
            new JpegPlanes(scan).readSamples(shares(frame) ? ROWS_UNDER_WAY : 1);
        }
    }

    private static void readCoefficients(JpegScan scan) {
        int count = scan.parts().size();
        short[][] targets = new short[count][];
        int[] starts = new int[count];
        for (int row = 0; row < scan.rows(); row++) {
            for (int i = 0; i < count; i++) {
                JpegComponent component = scan.parts().get(i).component();
                targets[i] = component.coefficients;
                starts[i] = row * scan.blockRows(component) * component.blocksWide * AREA;
            }
            scan.readRow(targets, starts);
        }
    }

    private void readSamples(int buffers) {
        for (int i = 0; i < buffers; i++) {
            short[][] coefficients = scan.parts().stream()
                    .map(part -> new short[scan.blockRows(part.component()) * part.component().blocksWide * AREA])
                    .toArray(short[][]::new);
            free.add(new Row(coefficients, new JpegTransform()));
        }
        int[] starts = new int[scan.parts().size()];
        try {
            for (int y = 0; y < scan.rows(); y++) {
                int at = y;
                Row row = free.remove();
                scan.readRow(row.coefficients(), starts);
                if (free.isEmpty()) {
                    transform(row, at);
                } else {
                    shared.add(ForkJoinPool.commonPool().submit(() -> transform(row, at)));
                }
            }
        } finally {
            shared.forEach(ForkJoinTask::quietlyJoin);
        }
        shared.forEach(ForkJoinTask::join);
    }

    private void transform(Row row, int at) {
        for (int i = 0; i < row.coefficients().length; i++) {
            JpegComponent component = scan.parts().get(i).component();
            short[] coefficients = row.coefficients()[i];
            int rows = scan.blockRows(component);
            for (int y = 0; y < rows; y++) {
                row.transform().blockRow(component, coefficients, y * component.blocksWide * AREA, at * rows + y);
            }
            Arrays.fill(coefficients, (short) 0);
        }
        free.add(row);
    }

    /** Turns the coefficients of a progressive frame into planes. */
    static void transform(JpegFrame frame) {
        for (JpegComponent component : frame.components()) {
            int perRow = component.blocksWide * AREA;
            short[] coefficients = component.coefficients;
            component.plane = new byte[coefficients.length];
            int rows = coefficients.length / perRow;
            IntStream bands = IntStream.range(0, Math.ceilDiv(rows, ROWS_IN_BAND));
            (shares(frame) ? bands.parallel() : bands).forEach(band -> {
                JpegTransform transform = new JpegTransform();
                for (int y = band * ROWS_IN_BAND; y < Math.min(rows, (band + 1) * ROWS_IN_BAND); y++) {
                    transform.blockRow(component, coefficients, y * perRow, y);
                }
            });
            component.coefficients = new short[0];
        }
    }
}
