package dev.descry.run;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.Judges;
import dev.descry.chain.OnFailure;
import dev.descry.chain.Retry;
import dev.descry.chain.Step;
import dev.descry.chain.StepMemory;
import dev.descry.event.Event;
import dev.descry.event.FakeEvents;
import dev.descry.event.Passage;
import dev.descry.event.RunId;
import dev.descry.event.StepRequested;
import dev.descry.expert.Expert;
import dev.descry.image.ImageRef;
import dev.descry.store.FakeObjectStore;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A store, a bucket and functions over fake experts. */
final class RunFixture implements AutoCloseable {
    static final Instant NOW = FakeEvents.DEADLINE.minusSeconds(60);

    final FakeObjectStore store = new FakeObjectStore();
    final FakeObjectStore bucket = new FakeObjectStore();
    final RunStore runs = new RunStore(store);
    final Images images = new Images(image -> bucket, 1_000);
    final Archive archive = new Archive(runs, images, true);
    final ChainRunner runner;
    final StepFunction function;

    RunFixture(Expert... experts) {
        this(Judges.NONE, experts);
    }

    RunFixture(Judges judges, Expert... experts) {
        runner = new ChainRunner(FakeExperts.of(experts), judges, StepMemory.NONE, 2);
        function = at(NOW);
        bucket.put(FakeEvents.IMAGE.key(), png(1));
    }

    StepFunction at(Instant now) {
        return new StepFunction(runs, images, runner, Clock.fixed(now, ZoneOffset.UTC));
    }

    /** A run of these experts, one after another, whose failures stop it. */
    StepRequested begin(String... experts) {
        return begin(OnFailure.STOP, experts);
    }

    StepRequested begin(OnFailure rule, String... experts) {
        return begin(FakeEvents.RUN, FakeEvents.IMAGE, rule, experts);
    }

    StepRequested begin(RunId run, ImageRef image, OnFailure rule, String... experts) {
        List<Step> steps = Arrays.stream(experts)
                .map(expert -> Step.of(expert).withFailure(Retry.NONE, rule))
                .toList();
        return begin(run, image, new Chain("test", steps, true));
    }

    StepRequested begin(Chain chain) {
        return begin(FakeEvents.RUN, FakeEvents.IMAGE, chain);
    }

    private StepRequested begin(RunId run, ImageRef image, Chain chain) {
        return runs.begin(new RunRecord(run, image, chain), Routes.BY_FAMILY, Passage.until(FakeEvents.DEADLINE));
    }

    /** Follows the run until it asks the archive, and answers that event. */
    StepRequested toTheArchive(StepRequested first) {
        StepRequested asked = first;
        while (!asked.slip().next().equals(Routes.ARCHIVE)) {
            asked = (StepRequested) function.on(asked);
        }
        return asked;
    }

    /** What the event asks for; the test fails when it is another event. */
    static StepRequested next(Event event) {
        return (StepRequested) event;
    }

    Optional<String> text(String key) {
        return bucket.get(key).map(bytes -> new String(bytes, StandardCharsets.UTF_8));
    }

    /** The first bytes of a PNG, told apart by its last one. */
    static byte[] png(int last) {
        return new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', (byte) last};
    }

    @Override
    public void close() {
        runner.close();
    }
}
