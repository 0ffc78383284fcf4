package dev.descry.experts.interrogator;

import dev.descry.caption.Caption;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Provenance;
import dev.descry.caption.Sha256;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.ExpertException;
import dev.descry.expert.ExpertException.Kind;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.image.ImageException;
import dev.descry.model.ModelException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * The interrogator as an expert, {@code clip-interrogator:MODE}. In a chain's later steps the caption so far takes the
 * place of its own captioner's. The captioner belongs to whoever opened it and stays open.
 */
public final class ClipInterrogatorExpert implements Expert {
    /** What every name begins with. */
    public static final String PREFIX = "clip-interrogator:";

    private final Mode mode;
    private final Interrogator interrogator;
    private final Optional<Expert> captioner;
    private final Runnable closing;

    /**
     * Makes an expert of an interrogator.
     *
     * @param captioner writes the caption where the mode needs one and no earlier step wrote it
     * @param closing frees what the interrogator stands on
     */
    public ClipInterrogatorExpert(Mode mode, Interrogator interrogator, Optional<Expert> captioner, Runnable closing) {
        this.mode = mode;
        this.interrogator = interrogator;
        this.captioner = captioner;
        this.closing = closing;
    }

    @Override
    public String name() {
        return PREFIX + mode.word();
    }

    @Override
    public String modelDigest() {
        String captions = mode.captioned() ? captioner.map(Expert::modelDigest).orElse("") : "";
        return Sha256.of(String.join("\n", mode.word(), interrogator.digest(), captions));
    }

    @Override
    public Place place() {
        return Place.DEVICE;
    }

    @Override
    public Caption describe(Request request, TokenListener listener, Cancellation cancellation) {
        long started = System.nanoTime();
        Optional<Caption> first =
                mode.captioned() && request.prompt().previous().isEmpty()
                        ? Optional.of(captioned(request, cancellation))
                        : Optional.empty();
        String caption = first.map(Caption::text)
                .or(() -> request.prompt().previous())
                .orElse("")
                .strip();
        Interrogation found = interrogation(request, caption, cancellation);
        return caption(found, request, first, (System.nanoTime() - started) / 1_000_000);
    }

    private Caption captioned(Request request, Cancellation cancellation) {
        Expert expert = captioner.orElseThrow(() -> new ExpertException(
                Kind.MODEL_MISSING,
                name() + ": expected a captioner or an earlier step's caption, found neither; set one"));
        return expert.describe(request, TokenListener.NONE, cancellation);
    }

    private Interrogation interrogation(Request request, String caption, Cancellation cancellation) {
        try {
            return interrogator.interrogate(mode, request.image(), caption, cancellation::cancelled);
        } catch (CancellationException e) {
            throw new ExpertException(Kind.CANCELLED, name() + ": stopped by its caller", e);
        } catch (ImageException e) {
            throw new ExpertException(Kind.of(e), String.valueOf(e.getMessage()), e);
        } catch (ModelException | UncheckedIOException e) {
            throw new ExpertException(Kind.FAULT, name() + ": " + e.getMessage(), e);
        }
    }

    private Caption caption(Interrogation found, Request request, Optional<Caption> first, long millis) {
        Provenance provenance = new Provenance(
                name(),
                modelDigest(),
                "unknown",
                request.prompt().template(),
                request.decoding(),
                String.format(Locale.ROOT, "%s, %d texts", interrogator.model(), found.encodings()),
                first.map(caption -> caption.provenance().device()).orElse("cpu"),
                Instant.now());
        int read = first.map(Caption::promptTokens).orElse(0);
        return new Caption(found.text(), List.of(), read, FinishReason.STOP, millis, provenance)
                .withPhrases(found.phrases());
    }

    @Override
    public void close() {
        closing.run();
    }
}
