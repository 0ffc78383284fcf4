package dev.descry.bench;

import dev.descry.caption.Caption;
import dev.descry.caption.FinishReason;
import dev.descry.caption.Provenance;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import java.time.Instant;
import java.util.List;

/** Says at once the same of every image, so that all that is measured is what is around it. */
record InstantExpert(String name) implements Expert {
    @Override
    public String modelDigest() {
        return "0".repeat(64);
    }

    @Override
    public Place place() {
        return Place.NETWORK;
    }

    @Override
    public Caption describe(Request request, TokenListener listener, Cancellation cancellation) {
        Provenance from = new Provenance(
                name,
                modelDigest(),
                "none",
                request.prompt().template(),
                request.decoding(),
                "none",
                "none",
                Instant.now());
        return new Caption(
                "A caption of the usual length, with a few words.", List.of(), 0, FinishReason.STOP, 0, from);
    }

    @Override
    public void close() {}
}
