package dev.descry.bench;

import dev.descry.batch.Batch;
import dev.descry.batch.BatchListener;
import dev.descry.batch.BatchReport;
import dev.descry.batch.BatchRunner;
import dev.descry.caption.Caption;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.StepMemory;
import dev.descry.dataset.Existing;
import dev.descry.dataset.ImageFiles;
import dev.descry.dataset.Sidecars;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What it brings that images are read and decoded while others are with the model: batches one image at a time and several, in
 * turns, with an expert that decodes for real and then has a device of its own, for one image at a time, for as long as told.
 *
 * <p>Arguments: {@code photos=DIR}, {@code folder=DIR} for the captions, {@code device=150} in ms, {@code rounds=3},
 * {@code concurrency=4}.
 */
public final class OverlapBench {
    private OverlapBench() {}

    public static void main(String[] args) throws IOException {
        Options options = Options.of(args);
        double alone = 0;
        double together = 0;
        for (int round = 0; round < options.number("rounds", 3); round++) {
            alone = Math.max(alone, run(options, 1));
            together = Math.max(together, run(options, options.number("concurrency", 4)));
        }
        System.out.printf(
                Locale.ROOT,
                "best: %.2f images/s one by one, %.2f overlapped: %.2f x%n",
                alone,
                together,
                together / alone);
    }

    private static double run(Options options, int concurrency) throws IOException {
        Path out = Files.createDirectories(options.path("folder").resolve("out-" + System.nanoTime()));
        Batch batch = new Batch(
                ImageFiles.of(List.of(options.path("photos").toString()), false),
                Chain.of("device"),
                Existing.SKIP,
                OptionalLong.empty(),
                concurrency,
                false);
        OneDevice device = new OneDevice("device", options.number("device", 150));
        try (ChainRunner chains = new ChainRunner(name -> device, StepMemory.NONE, concurrency)) {
            BatchReport report = new BatchRunner(batch, chains, Sidecars.in(out), out.resolve("captions.jsonl"))
                    .run(BatchListener.NONE);
            double rate = report.progress().imagesPerSecond();
            System.out.printf(Locale.ROOT, "%d at a time: %.2f images/s%n", concurrency, rate);
            return rate;
        }
    }

    /** Decodes on the caller's thread, then waits for its device. */
    private static final class OneDevice implements Expert {
        private final InstantExpert answers;
        private final long nanos;
        private final ReentrantLock device = new ReentrantLock();
        private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.DEFAULT);

        OneDevice(String name, int millis) {
            this.answers = new InstantExpert(name);
            this.nanos = millis * 1_000_000L;
        }

        @Override
        public String name() {
            return answers.name();
        }

        @Override
        public String modelDigest() {
            return answers.modelDigest();
        }

        @Override
        public Place place() {
            return Place.DEVICE;
        }

        @Override
        public Caption describe(Request request, TokenListener listener, Cancellation cancellation) {
            decoder.decode(request.image());
            device.lock();
            try {
                for (long end = System.nanoTime() + nanos; System.nanoTime() < end; ) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
            } finally {
                device.unlock();
            }
            return answers.describe(request, listener, cancellation);
        }

        @Override
        public void close() {}
    }
}
