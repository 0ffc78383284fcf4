package dev.descry.batch;

import dev.descry.chain.ChainRunner;
import dev.descry.dataset.CaptionsJsonl;
import dev.descry.dataset.ImageFile;
import dev.descry.dataset.Sidecars;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Runs one batch. What is wrong with one image is that image's outcome and never ends the run. Captions are kept by the
 * chain's memory first, then recorded in {@code captions.jsonl}, then written beside the image: a run killed anywhere is
 * taken up by the same run again, and nothing finished is asked of an expert twice.
 */
public final class BatchRunner {
    private final Batch batch;
    private final ChainRunner chains;
    private final Outputs outputs;
    private volatile boolean stopped;
    private volatile boolean budgetSpent;
    private volatile boolean ended;

    /**
     * A runner for one batch.
     *
     * @param chains with a memory that outlives the process, for runs that can be taken up again
     */
    public BatchRunner(Batch batch, ChainRunner chains, Outputs outputs) {
        this.batch = batch;
        this.chains = chains;
        this.outputs = outputs;
    }

    /** A runner that writes one file for every image, and a file of records. */
    public BatchRunner(Batch batch, ChainRunner chains, Sidecars sidecars, Path jsonl) {
        this(batch, chains, Outputs.of(sidecars, jsonl));
    }

    /**
     * Describes the images and blocks until the last one is done.
     *
     * @throws IllegalArgumentException before any image is read, when a prompt names a field that the images do not have
     * @throws java.io.UncheckedIOException with one message when a list of images or the file of records cannot be read or
     *     written
     */
    public BatchReport run(BatchListener listener) {
        Set<String> fields = new HashSet<>(ImageFile.PLACE);
        fields.addAll(batch.images().fields());
        batch.chain().requireFields(fields);
        Tally tally = new Tally(watching(listener), batch.limit(), batch.chain());
        if (batch.dryRun()) {
            return new DryRun(batch, chains, outputs, this::halted).run(tally);
        }
        if (batch.sample().isEmpty()) {
            Thread.ofPlatform().daemon().name("count").start(() -> count(tally));
        }
        try (CaptionsJsonl records = CaptionsJsonl.open(outputs.records())) {
            Taking taking = new Taking(batch, outputs, records::failed, tally, this::halted);
            ImageRun run = new ImageRun(batch, chains, outputs, records, tally);
            Consumer<Consumer<ImageFile>> images = images(taking, tally);
            switch (batch.order()) {
                case BY_IMAGE -> byImage(images, run);
                case BY_STEP -> new StepByStep(batch, chains, run, outputs.records(), this::halted).go(images);
            }
        } finally {
            ended = true;
        }
        if (!stopped) {
            outputs.writeTables(batch.images());
        }
        return tally.report(stopped);
    }

    /** Finishes the images under way and takes no more. Returns at once; {@link #run} returns when they are done. */
    public void stop() {
        stopped = true;
    }

    private boolean halted() {
        return stopped || budgetSpent;
    }

    private BatchListener watching(BatchListener listener) {
        return (image, outcome, progress) -> {
            if (outcome instanceof ImageOutcome.Failed failed
                    && failed.problem().kind().equals(Problem.BUDGET_SPENT)) {
                budgetSpent = true;
            }
            listener.onImage(image, outcome, progress);
        };
    }

    private Consumer<Consumer<ImageFile>> images(Taking taking, Tally tally) {
        if (batch.sample().isEmpty()) {
            return taking::all;
        }
        List<ImageFile> sample = taking.sample(batch.sample().getAsInt(), image -> true);
        tally.foundMore(sample.size());
        return taker -> {
            for (Iterator<ImageFile> left = sample.iterator(); left.hasNext() && !halted(); ) {
                taker.accept(left.next());
            }
        };
    }

    private void byImage(Consumer<Consumer<ImageFile>> images, ImageRun run) {
        try (Places places = new Places(batch.concurrency())) {
            images.accept(image -> places.start(() -> run.describe(image)));
        }
    }

    private void count(Tally tally) {
        long images = 0;
        for (Iterator<ImageFile> found = batch.images().iterator(); found.hasNext(); found.next()) {
            images++;
            if (halted() || ended) {
                return;
            }
        }
        tally.found(images);
    }
}
