package dev.descry.run;

import dev.descry.chain.Chain;
import dev.descry.event.Envelope;
import dev.descry.event.Envelopes;
import dev.descry.event.Passage;
import dev.descry.event.RunId;
import dev.descry.event.StepRequested;
import dev.descry.image.ImageRef;
import dev.descry.store.FolderStore;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** A request for a step as a broker sends it over HTTP, in binary mode. */
public record ToldStep(StepRequested event) {
    /**
     * Begins a run of these experts on an image in a folder, and asks for its first step.
     *
     * @param store a folder: tests of Quarkus load the classes of a store twice
     */
    public static ToldStep first(Path store, String run, Path image, String... experts) {
        ImageRef reference = new ImageRef(
                "file", String.valueOf(image.getParent()), String.valueOf(image.getFileName()), Optional.empty());
        RunRecord record = new RunRecord(new RunId(run), reference, Chain.of(experts));
        return new ToldStep(new RunStore(FolderStore.open(store))
                .begin(record, Routes.BY_FAMILY, Passage.until(Instant.now().plusSeconds(600))));
    }

    /** The request for the step after it. */
    public ToldStep next() {
        return new ToldStep(new StepRequested(
                event.run(),
                event.image(),
                event.slip().advance().orElseThrow(),
                event.passage().onward()));
    }

    public Map<String, String> headers() {
        Envelope envelope = envelope();
        Map<String, String> headers = new HashMap<>(Map.of(
                "ce-specversion", "1.0",
                "ce-id", envelope.id(),
                "ce-source", envelope.source(),
                "ce-type", envelope.type(),
                "ce-subject", envelope.subject()));
        envelope.extensions().forEach((name, value) -> headers.put("ce-" + name, value));
        return headers;
    }

    public String body() {
        return envelope().data().toString();
    }

    private Envelope envelope() {
        return Envelopes.write(event, "intake", Instant.now());
    }
}
