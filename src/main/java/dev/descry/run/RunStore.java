package dev.descry.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainJson;
import dev.descry.chain.Judging;
import dev.descry.event.Envelope;
import dev.descry.event.Envelopes;
import dev.descry.event.Json;
import dev.descry.event.Passage;
import dev.descry.event.RoutingSlip;
import dev.descry.event.RunId;
import dev.descry.event.StepRequested;
import dev.descry.store.ObjectStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * All there is of a run, under {@code runs/<id>/}: {@code run.json} says what to do, {@code 0.json}, {@code 1.json} … what
 * came of each step, {@code 1.judged.json} what the judge says of it, {@code transcript.json} how it ended. Whoever writes
 * first counts; later writers read. A damaged object counts as none and is replaced. Methods throw
 * {@link java.io.UncheckedIOException} when the store cannot be reached.
 */
public final class RunStore {
    private static final System.Logger LOG = System.getLogger(RunStore.class.getName());

    private static final String RECORD = "run.json";

    private final ObjectStore objects;
    /** The newest chain that was read: most runs have the same, and to check its prompts is most of the reading. */
    private volatile Map.Entry<JsonNode, Chain> newest = Map.entry(NullNode.instance, Chain.of("none"));

    public RunStore(ObjectStore objects) {
        this.objects = objects;
    }

    /**
     * Keeps what the run is to do and says whom to ask first. A run begun twice is the same run, with the chain of the
     * first time.
     *
     * @throws IllegalArgumentException when the chain has more steps than a run may have hops
     */
    public StepRequested begin(RunRecord record, Routes routes, Passage passage) {
        int functions = Stop.of(record.chain()).size();
        if (functions > Passage.MOST_HOPS) {
            throw new IllegalArgumentException(
                    "chain %s: expected at most %d steps and judgements, found %d; shorten it"
                            .formatted(record.chain().name(), Passage.MOST_HOPS - 1, functions - 1));
        }
        RunRecord kept = keep(record.id().folder() + RECORD, record, record.json(), this::read);
        return new StepRequested(kept.id(), kept.image(), RoutingSlip.of(routes.route(kept.chain())), passage);
    }

    /** What the run is to do; empty when it was never begun. */
    public Optional<RunRecord> record(RunId run) {
        return find(run.folder() + RECORD, this::read);
    }

    private RunRecord read(JsonNode json) {
        return RunRecord.read(json, this::chain);
    }

    private Chain chain(JsonNode json) {
        Map.Entry<JsonNode, Chain> known = newest;
        if (!known.getKey().equals(json)) {
            known = Map.entry(json, ChainJson.read(json));
            newest = known;
        }
        return known.getValue();
    }

    /** The runs that were begun and have not come to their end. */
    List<RunRecord> unfinished() {
        Set<String> begun = new LinkedHashSet<>();
        Set<String> ended = new HashSet<>();
        try (Stream<String> keys = objects.list(RunId.FOLDER)) {
            keys.forEach(key -> {
                String folder = key.substring(0, key.lastIndexOf('/') + 1);
                if (key.endsWith("/" + RECORD)) {
                    begun.add(folder);
                } else if (key.endsWith("/" + RunId.TRANSCRIPT)) {
                    ended.add(folder);
                }
            });
        }
        begun.removeAll(ended);
        return begun.stream()
                .flatMap(folder -> find(folder + RECORD, this::read).stream())
                .toList();
    }

    /** Whether the run has come to its end, with a caption or without. */
    public boolean ended(RunId run) {
        return transcript(run).isPresent();
    }

    Optional<StepResult> result(RunId run, int step) {
        return find(key(run, step), json -> StepResult.read(json, step));
    }

    /** The step's result with its judgement; empty where there is none. */
    Optional<StepResult> judged(RunId run, int step) {
        return find(judgedKey(run, step), json -> StepResult.read(json, step));
    }

    /**
     * The results of the steps before this one, in order; fewer where one is missing, or its judgement where the next
     * step needs it.
     */
    List<StepResult> before(RunRecord record, int step) {
        boolean needed = record.chain().judging().map(Judging::when).equals(Optional.of(Judging.When.EVERY_STEP));
        List<StepResult> results = new ArrayList<>();
        for (int i = 0; i < step; i++) {
            Optional<StepResult> result = needed ? judged(record.id(), i) : result(record.id(), i);
            if (result.isEmpty()) {
                return results;
            }
            results.add(result.get());
        }
        return results;
    }

    /** Keeps the result unless there is one; answers the one that counts. */
    StepResult keep(RunId run, StepResult result) {
        int step = result.outcome().step();
        return keep(key(run, step), result, result.json(), json -> StepResult.read(json, step));
    }

    /** The same for a result with its judgement. */
    StepResult keepJudged(RunId run, StepResult result) {
        int step = result.outcome().step();
        return keep(judgedKey(run, step), result, result.json(), json -> StepResult.read(json, step));
    }

    Optional<JsonNode> transcript(RunId run) {
        return find(run.transcript(), Function.identity());
    }

    /** Keeps the transcript unless there is one; answers the one that counts. */
    JsonNode keepTranscript(RunId run, JsonNode transcript) {
        return keep(run.transcript(), transcript, transcript, Function.identity());
    }

    /** Keeps a dead letter that belongs to no run under {@code dead-letters/}. */
    void keepLetter(Envelope letter) {
        RunId name = RunId.of(letter.source(), letter.id());
        JsonNode json = Envelopes.write(letter);
        keep("dead-letters/" + name + ".json", json, json, Function.identity());
    }

    private <T> T keep(String key, T value, JsonNode json, Function<JsonNode, T> reader) {
        byte[] bytes = Json.write(json);
        if (!objects.putIfAbsent(key, bytes)) {
            Optional<T> kept = find(key, reader);
            if (kept.isPresent()) {
                return kept.get();
            }
            objects.put(key, bytes);
        }
        return value;
    }

    private <T> Optional<T> find(String key, Function<JsonNode, T> reader) {
        Optional<byte[]> bytes = objects.get(key);
        try {
            return bytes.isEmpty() ? Optional.empty() : Optional.of(reader.apply(Json.read(bytes.get())));
        } catch (IllegalArgumentException e) {
            return damaged(key, String.valueOf(e.getMessage()));
        }
    }

    private static <T> Optional<T> damaged(String key, String fault) {
        LOG.log(
                System.Logger.Level.WARNING,
                "{0}: expected what a function wrote, found {1}; it is replaced",
                key,
                fault);
        return Optional.empty();
    }

    private static String key(RunId run, int step) {
        return run.folder() + step + ".json";
    }

    private static String judgedKey(RunId run, int step) {
        return run.folder() + step + ".judged.json";
    }
}
