package dev.descry.batch;

import dev.descry.chain.ChainRunner;
import dev.descry.dataset.CaptionsJsonl;
import dev.descry.dataset.ImageFile;
import dev.descry.dataset.Recorded;
import dev.descry.dataset.Sidecars;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * Runs one batch. What is wrong with one image is that image's outcome and never ends the run. Captions are kept by the
 * chain's memory first, then recorded in {@code captions.jsonl}, then written beside the image: a run killed anywhere is
 * taken up by the same run again, and nothing finished is asked of an expert twice.
 */
public final class BatchRunner {
    private final Batch batch;
    private final ChainRunner chains;
    private final Sidecars sidecars;
    private final Path jsonl;
    private volatile boolean stopped;
    private volatile boolean ended;

    /**
     * A runner for one batch.
     *
     * @param chains with a memory that outlives the process, for runs that can be taken up again
     * @param sidecars where the text files belong
     * @param jsonl the file of records, for example {@code captions.jsonl} in the output folder
     */
    public BatchRunner(Batch batch, ChainRunner chains, Sidecars sidecars, Path jsonl) {
        this.batch = batch;
        this.chains = chains;
        this.sidecars = sidecars;
        this.jsonl = jsonl;
    }

    /**
     * Describes the images and blocks until the last one is done.
     *
     * @throws java.io.UncheckedIOException with one message when the file of records cannot be opened
     */
    public BatchReport run(BatchListener listener) {
        Tally tally = new Tally(listener, batch.limit());
        Thread.ofPlatform().daemon().name("count").start(() -> count(tally));
        if (batch.dryRun()) {
            Recorded recorded = Recorded.read(jsonl);
            take(tally, recorded::failed, image -> tally.add(image, new ImageOutcome.Skipped("would be described")));
        } else {
            try (CaptionsJsonl records = CaptionsJsonl.open(jsonl)) {
                ImageRun run = new ImageRun(batch, chains, sidecars, records);
                describe(tally, run, records);
            }
        }
        ended = true;
        return tally.report(stopped);
    }

    /** Finishes the images under way and takes no more. Returns at once; {@link #run} returns when they are done. */
    public void stop() {
        stopped = true;
    }

    private void describe(Tally tally, ImageRun run, CaptionsJsonl records) {
        Semaphore places = new Semaphore(batch.concurrency());
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            take(tally, records::failed, image -> {
                places.acquireUninterruptibly();
                threads.execute(() -> {
                    try {
                        tally.add(image, run.describe(image));
                    } finally {
                        places.release();
                    }
                });
            });
        }
    }

    private void take(Tally tally, Function<String, Optional<Boolean>> failed, Consumer<ImageFile> taker) {
        long taken = 0;
        for (ImageFile image : batch.images()) {
            if (stopped || taken == batch.limit().orElse(Long.MAX_VALUE)) {
                return;
            }
            Optional<String> reason = reasonToSkip(image, failed);
            if (reason.isPresent()) {
                tally.add(image, new ImageOutcome.Skipped(reason.get()));
            } else {
                taken++;
                taker.accept(image);
            }
        }
    }

    private Optional<String> reasonToSkip(ImageFile image, Function<String, Optional<Boolean>> failed) {
        return switch (batch.existing()) {
            case SKIP -> sidecars.has(image) ? Optional.of("has a caption") : Optional.empty();
            case KEEP, OVERWRITE, APPEND, PREPEND -> Optional.empty();
            case FAILED ->
                failed.apply(image.name()).orElseGet(() -> !sidecars.has(image))
                        ? Optional.empty()
                        : Optional.of("did not fail");
        };
    }

    private void count(Tally tally) {
        long images = 0;
        for (Iterator<ImageFile> found = batch.images().iterator(); found.hasNext(); found.next()) {
            images++;
            if (stopped || ended) {
                return;
            }
        }
        tally.found(images);
    }
}
