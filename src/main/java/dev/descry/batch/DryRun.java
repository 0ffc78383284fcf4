package dev.descry.batch;

import dev.descry.caption.Caption;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.Given;
import dev.descry.chain.Outcome;
import dev.descry.chain.StepOutcome;
import dev.descry.chain.Transcript;
import dev.descry.chain.TranscriptJson;
import dev.descry.dataset.ImageFile;
import dev.descry.dataset.Recorded;
import dev.descry.image.DecodeLimits;
import dev.descry.image.ImageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Tells what a batch would do. What it may take is reckoned from a sample, where one is asked for, and else from what the
 * records say of images that the same experts described before.
 */
final class DryRun {
    private static final int ENOUGH = 1_000;

    private final Batch batch;
    private final ChainRunner chains;
    private final Outputs outputs;
    private final BooleanSupplier stopped;

    DryRun(Batch batch, ChainRunner chains, Outputs outputs, BooleanSupplier stopped) {
        this.batch = batch;
        this.chains = chains;
        this.outputs = outputs;
        this.stopped = stopped;
    }

    BatchReport run(Tally tally) {
        Recorded recorded = Recorded.read(outputs.records());
        Taking taking = new Taking(batch, outputs, recorded::failed, tally, stopped);
        long[] wanted = {0};
        Predicate<ImageFile> teller = image -> {
            boolean missing = image.missing();
            if (missing) {
                Problem problem = new Problem(Problem.MISSING_IMAGE, "image: expected a file, found none");
                tally.add(image, new ImageOutcome.Failed(problem, Optional.empty()));
            } else {
                wanted[0]++;
                tally.add(image, new ImageOutcome.Skipped(BatchReport.WOULD_BE_DESCRIBED));
            }
            return !missing;
        };
        List<ImageFile> sample = taking.sample(batch.sample().orElse(0), teller);
        Optional<Estimate> estimate = batch.sample().isPresent() ? estimate(wanted[0], sample) : estimate(wanted[0]);
        return tally.report(stopped.getAsBoolean()).with(estimate);
    }

    private Optional<Estimate> estimate(long wanted, List<ImageFile> sample) {
        ConcurrentLinkedQueue<Spent> spent = new ConcurrentLinkedQueue<>();
        try (Places places = new Places(batch.concurrency())) {
            for (ImageFile image : sample) {
                places.start(() -> describe(image).ifPresent(spent::add));
            }
        }
        return estimate(wanted, spent.size(), spent.stream().reduce(Spent.NOTHING, Spent::plus));
    }

    private Optional<Spent> describe(ImageFile image) {
        try {
            Transcript transcript = chains.collect(
                            batch.chain().reseeded(image.variant() - 1),
                            image.read(DecodeLimits.DEFAULT),
                            Given.fields(image.values()))
                    .await()
                    .indefinitely();
            return transcript.caption().map(caption -> spent(transcript));
        } catch (ImageException e) {
            return Optional.empty();
        }
    }

    private Optional<Estimate> estimate(long wanted) {
        if (!Files.exists(outputs.records())) {
            return Optional.empty();
        }
        List<String> experts =
                batch.chain().steps().stream().map(step -> step.expert()).toList();
        long[] images = {0};
        Spent[] spent = {Spent.NOTHING};
        try {
            Recorded.forEach(outputs.records(), record -> {
                if (images[0] < ENOUGH
                        && !record.has("error")
                        && record.path("imageId").isTextual()) {
                    Transcript transcript =
                            TranscriptJson.read(record, batch.chain().name());
                    if (transcript.steps().stream()
                            .map(StepOutcome::expert)
                            .toList()
                            .equals(experts)) {
                        images[0]++;
                        spent[0] = spent[0].plus(spent(transcript));
                    }
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "%s: expected a readable file, found %s".formatted(outputs.records(), e.getMessage()), e);
        }
        return estimate(wanted, images[0], spent[0]);
    }

    private Optional<Estimate> estimate(long wanted, long basis, Spent spent) {
        Duration time = Duration.ofMillis(spent.millis() / batch.concurrency());
        return basis == 0 ? Optional.empty() : Optional.of(Estimate.of(wanted, basis, time, spent));
    }

    private static Spent spent(Transcript transcript) {
        Spent spent = Spent.NOTHING;
        for (StepOutcome step : transcript.steps()) {
            if (step.outcome() instanceof Outcome.Captioned(Caption caption)) {
                spent = spent.plus(caption);
            }
        }
        return spent;
    }
}
