package dev.descry.batch;

import dev.descry.caption.Caption;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.Outcome;
import dev.descry.chain.StepOutcome;
import dev.descry.chain.Transcript;
import dev.descry.dataset.CaptionsJsonl;
import dev.descry.dataset.ImageFile;
import dev.descry.dataset.Sidecars;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageException;
import java.io.UncheckedIOException;
import java.util.Optional;

/** Takes one image from its file to its two records. Safe for use by several threads. */
final class ImageRun {
    private static final System.Logger LOG = System.getLogger(ImageRun.class.getName());

    private final Batch batch;
    private final ChainRunner chains;
    private final Sidecars sidecars;
    private final CaptionsJsonl records;
    private final InFlight inFlight = new InFlight();

    ImageRun(Batch batch, ChainRunner chains, Sidecars sidecars, CaptionsJsonl records) {
        this.batch = batch;
        this.chains = chains;
        this.sidecars = sidecars;
        this.records = records;
    }

    /** Whatever goes wrong is the image's outcome, recorded where records can still be written. */
    ImageOutcome describe(ImageFile image) {
        ImageOutcome outcome = attempt(image);
        try {
            RecordJson.write(image, outcome).ifPresent(records::append);
            if (outcome instanceof ImageOutcome.Captioned(Transcript transcript)) {
                writeSidecar(image, transcript);
            }
            return outcome;
        } catch (UncheckedIOException e) {
            return unwritten(image, outcome, e);
        }
    }

    private ImageOutcome attempt(ImageFile image) {
        try {
            sidecars.requireWritable(image);
            return outcome(transcript(image.read(DecodeLimits.DEFAULT)));
        } catch (ImageException e) {
            return failed(Problem.of(Kind.of(e), message(e)), Optional.empty());
        } catch (UncheckedIOException e) {
            return failed(new Problem(Problem.UNWRITABLE_OUTPUT, message(e)), Optional.empty());
        } catch (RuntimeException | Error e) {
            // One image must not end the run of the others, whatever it set off (an image too large for the heap).
            LOG.log(System.Logger.Level.WARNING, image.name() + ": expected a transcript, found a fault", e);
            return failed(Problem.of(Kind.FAULT, e.toString()), Optional.empty());
        }
    }

    private Transcript transcript(Image image) {
        return inFlight.alone(
                image.id(), () -> chains.collect(batch.chain(), image).await().indefinitely());
    }

    private ImageOutcome outcome(Transcript transcript) {
        Optional<StepOutcome> stopper = batch.chain().stoppedBy(transcript);
        if (stopper.isPresent() && stopper.get().outcome() instanceof Outcome.Failed failed) {
            return failed(Problem.of(failed), Optional.of(transcript));
        }
        if (transcript.caption().isEmpty()) {
            Problem problem = transcript.failures().stream()
                    .map(Problem::of)
                    .findFirst()
                    .orElseGet(() -> Problem.of(Kind.EMPTY_ANSWER, "chain: expected a caption, found none"));
            return failed(problem, Optional.of(transcript));
        }
        return new ImageOutcome.Captioned(transcript);
    }

    private void writeSidecar(ImageFile image, Transcript transcript) {
        transcript.caption().map(Caption::text).ifPresent(text -> sidecars.write(image, text, batch.existing()));
    }

    /** The record so far may say that all went well; one more says that it did not. */
    private ImageOutcome unwritten(ImageFile image, ImageOutcome outcome, UncheckedIOException fault) {
        Optional<Transcript> transcript =
                outcome instanceof ImageOutcome.Captioned(Transcript done) ? Optional.of(done) : Optional.empty();
        ImageOutcome failed = failed(new Problem(Problem.UNWRITABLE_OUTPUT, message(fault)), transcript);
        try {
            RecordJson.write(image, failed).ifPresent(records::append);
        } catch (UncheckedIOException again) {
            fault.addSuppressed(again);
        }
        return failed;
    }

    private static ImageOutcome failed(Problem problem, Optional<Transcript> transcript) {
        return new ImageOutcome.Failed(problem, transcript);
    }

    private static String message(RuntimeException fault) {
        return String.valueOf(fault.getMessage());
    }
}
