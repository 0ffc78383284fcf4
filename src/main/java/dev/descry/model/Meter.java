package dev.descry.model;

/** Counts bytes towards a total and tells a {@link Watch} about ten times a second. One thread at a time. */
public final class Meter {
    private static final long PERIOD_NANOS = 100_000_000;

    private final Watch watch;
    private final long total;
    private final long start = System.nanoTime();
    private long told = start;
    private long done;
    private long skipped;

    public Meter(Watch watch, long total) {
        this.watch = watch;
        this.total = total;
    }

    /** Bytes that were there before; they count as done but not into the rate. */
    public void skip(String what, long bytes) {
        skipped += bytes;
        add(what, bytes);
    }

    /**
     * Bytes just done; negative when work was thrown away and has to be done again.
     *
     * @throws java.util.concurrent.CancellationException when the watch calls it off
     */
    public void add(String what, long bytes) {
        watch.check(what);
        done += bytes;
        long now = System.nanoTime();
        if (now - told >= PERIOD_NANOS || done == total) {
            told = now;
            double seconds = (now - start) / 1e9;
            watch.progress(new Progress(what, done, total, seconds > 0 ? Math.max(0, done - skipped) / seconds : 0));
        }
    }
}
