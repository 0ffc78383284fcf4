package dev.descry.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.Given;
import dev.descry.chain.Outcome;
import dev.descry.chain.StepEvent;
import dev.descry.chain.StepOutcome;
import dev.descry.chain.Transcript;
import dev.descry.dataset.CaptionsJsonl;
import dev.descry.dataset.Existing;
import dev.descry.dataset.ImageFile;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Takes one image from its bytes to its records, in one go or step by step. Safe for use by several threads. */
final class ImageRun {
    private static final System.Logger LOG = System.getLogger(ImageRun.class.getName());

    private final Batch batch;
    private final ChainRunner chains;
    private final Outputs outputs;
    private final CaptionsJsonl records;
    private final Tally tally;
    private final Duplicates duplicates;
    private final InFlight inFlight = new InFlight();

    ImageRun(Batch batch, ChainRunner chains, Outputs outputs, CaptionsJsonl records, Tally tally) {
        this.batch = batch;
        this.chains = chains;
        this.outputs = outputs;
        this.records = records;
        this.tally = tally;
        this.duplicates = new Duplicates(batch.nearDuplicates(), tally);
    }

    /** Takes all steps. Whatever goes wrong is the image's outcome, recorded where records can still be written. */
    void describe(ImageFile image) {
        advance(image, List.of(), batch.chain().steps().size(), (unfinished, transcript) -> {});
    }

    /**
     * Takes steps up to a place in the chain.
     *
     * @param taken steps of this image that were taken before
     * @param onward hears of the steps so far, unless the image is done with, recorded and counted
     */
    void advance(ImageFile image, List<StepOutcome> taken, int until, BiConsumer<ImageFile, Transcript> onward) {
        ImageOutcome outcome;
        try {
            Image read = image.read(DecodeLimits.DEFAULT);
            if (taken.isEmpty()) {
                outputs.requireWritable(image);
                if (duplicates.skip(image, read)) {
                    tally.add(image, new ImageOutcome.Skipped("near-duplicate"));
                    return;
                }
            }
            Transcript transcript = steps(image, read, taken, until);
            if (until < batch.chain().steps().size()) {
                onward.accept(image, transcript);
                return;
            }
            outcome = outcome(transcript);
        } catch (ImageException e) {
            outcome = failed(
                    image.missing()
                            ? new Problem(Problem.MISSING_IMAGE, message(e))
                            : Problem.of(Kind.of(e), message(e)));
        } catch (UncheckedIOException e) {
            outcome = failed(new Problem(Problem.UNWRITABLE_OUTPUT, message(e)));
        } catch (RuntimeException | Error e) {
            // One image must not end the run of the others, whatever it set off (an image too large for the heap).
            LOG.log(System.Logger.Level.WARNING, image.name() + ": expected a transcript, found a fault", e);
            outcome = failed(Problem.of(Kind.FAULT, e.toString()));
        }
        tally.add(image, record(image, outcome));
    }

    private Transcript steps(ImageFile image, Image read, List<StepOutcome> taken, int until) {
        Chain chain = batch.chain().reseeded(image.variant() - 1L);
        List<Integer> asked = new ArrayList<>();
        List<StepOutcome> more =
                inFlight.alone(read.id(), () -> chains.run(chain, read, new Given(image.values(), taken, until))
                        .invoke(event -> {
                            if (event instanceof StepEvent.Started) {
                                asked.add(event.step());
                            }
                        })
                        .filter(StepEvent.Finished.class::isInstance)
                        .map(event -> ((StepEvent.Finished) event).outcome())
                        .collect()
                        .asList()
                        .await()
                        .indefinitely());
        tally.took(image, more, asked);
        return new Transcript(
                read.id(),
                chain.name(),
                Stream.concat(taken.stream(), more.stream()).toList());
    }

    private ImageOutcome outcome(Transcript transcript) {
        Optional<StepOutcome> stopper = batch.chain().stoppedBy(transcript);
        if (stopper.isPresent() && stopper.get().outcome() instanceof Outcome.Failed failed) {
            return new ImageOutcome.Failed(Problem.of(failed), Optional.of(transcript));
        }
        if (transcript.caption().isEmpty()) {
            return new ImageOutcome.Failed(Problem.of(transcript.failure()), Optional.of(transcript));
        }
        return new ImageOutcome.Captioned(transcript);
    }

    /** Writes what came of the image; gives what became of that. */
    private ImageOutcome record(ImageFile image, ImageOutcome outcome) {
        try {
            Optional<ObjectNode> record = RecordJson.write(image, outcome);
            if (batch.existing() == Existing.CHANGED
                    && outcome instanceof ImageOutcome.Captioned
                    && record.filter(records::says).isPresent()
                    && outputs.has(image, records::failed)) {
                return new ImageOutcome.Skipped("unchanged");
            }
            record.ifPresent(records::append);
            if (outcome instanceof ImageOutcome.Captioned(Transcript transcript)) {
                outputs.write(image, transcript, batch.existing());
            }
            return outcome;
        } catch (UncheckedIOException e) {
            return unwritten(image, outcome, e);
        }
    }

    /** The record so far may say that all went well; one more says that it did not. */
    private ImageOutcome unwritten(ImageFile image, ImageOutcome outcome, UncheckedIOException fault) {
        Optional<Transcript> transcript =
                outcome instanceof ImageOutcome.Captioned(Transcript done) ? Optional.of(done) : Optional.empty();
        ImageOutcome failed =
                new ImageOutcome.Failed(new Problem(Problem.UNWRITABLE_OUTPUT, message(fault)), transcript);
        try {
            RecordJson.write(image, failed).ifPresent(records::append);
        } catch (UncheckedIOException again) {
            fault.addSuppressed(again);
        }
        return failed;
    }

    private static ImageOutcome failed(Problem problem) {
        return new ImageOutcome.Failed(problem, Optional.empty());
    }

    private static String message(RuntimeException fault) {
        return String.valueOf(fault.getMessage());
    }
}
