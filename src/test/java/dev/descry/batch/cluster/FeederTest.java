package dev.descry.batch.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.descry.chain.Chain;
import dev.descry.event.StepRequested;
import dev.descry.image.ImageRef;
import dev.descry.run.Routes;
import dev.descry.store.FakeObjectStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FeederTest {
    private static final Chain CHAIN = Chain.of("qwen2-vl:2b", "llava:7b");
    private static final Instant DEADLINE = Instant.parse("2100-01-01T00:00:00Z");

    private final FakeObjectStore store = new FakeObjectStore();
    private final Submissions submissions = new Submissions(store);
    private final List<StepRequested> told = new ArrayList<>();
    private final List<Duration> rests = new ArrayList<>();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void everyImageIsToldOnceAndTheBatchIsListedInParts() throws Exception {
        Submission batch = submissions.submit("b", CHAIN, images(Submissions.PART + 5), DEADLINE);

        long fed = feeder(1_000_000, Integer.MAX_VALUE).feed(batch, given -> true);

        assertThat(fed).isEqualTo(Submissions.PART + 5);
        assertThat(batch.parts()).isEqualTo(2);
        assertThat(told)
                .extracting(event -> event.image().key())
                .doesNotHaveDuplicates()
                .hasSize(Submissions.PART + 5);
        assertThat(told.getFirst().slip().next()).isEqualTo("qwen2-vl");
        assertThat(submissions.find("b")).contains(batch);
    }

    @Test
    void noMoreRunsAreUnderWayThanTheBacklogAllows() throws Exception {
        Submission batch = submissions.submit("b", CHAIN, images(10), DEADLINE);
        Feeder feeder =
                new Feeder(store, Routes.BY_FAMILY, told::add, new Pace(1_000_000, 3, Duration.ofSeconds(7)), time -> {
                    if (time.equals(Duration.ofSeconds(7))) {
                        rests.add(time);
                        assertThat(told.size() - ended()).isEqualTo(3);
                        told.stream()
                                .filter(run -> !ended(run))
                                .limit(2)
                                .toList()
                                .forEach(run -> end(run, "captioned"));
                    }
                });

        assertThat(feeder.feed(batch, given -> true)).isEqualTo(10);

        assertThat(rests).hasSize(4);
    }

    @Test
    void eventsAreNotToldFasterThanTheyMay() throws Exception {
        Submission batch = submissions.submit("b", CHAIN, images(5), DEADLINE);

        feeder(0.001, 100).feed(batch, given -> true);

        assertThat(rests).hasSizeGreaterThanOrEqualTo(4).allMatch(time -> time.toSeconds() > 900);
    }

    @Test
    void aFeederThatDiedIsTakenUpWhereItWas() throws Exception {
        Submission batch = submissions.submit("b", CHAIN, images(8), DEADLINE);
        Feeder dying = new Feeder(
                store,
                Routes.BY_FAMILY,
                event -> {
                    if (told.size() == 3) {
                        throw new IllegalStateException("broker gone");
                    }
                    told.add(event);
                },
                new Pace(1_000_000, 100, Duration.ZERO),
                rests::add);
        assertThatThrownBy(() -> dying.feed(batch, given -> true)).hasMessage("broker gone");

        feeder(1_000_000, 100).feed(batch, given -> true);

        assertThat(told)
                .extracting(event -> event.image().key())
                .containsExactly("0.jpg", "1.jpg", "2.jpg", "3.jpg", "4.jpg", "5.jpg", "6.jpg", "7.jpg");
    }

    @Test
    void statusCountsAndResultsAreRecords() throws Exception {
        Submission batch = submissions.submit("b", CHAIN, images(4), DEADLINE);
        feeder(1_000_000, 100).feed(batch, given -> given < 3);
        end(told.get(0), "captioned");
        end(told.get(1), "failed");
        Standings standings = new Standings(store);

        assertThat(standings.of(batch)).isEqualTo(new Standings.Standing(4, 3, 1, 1));
        assertThat(standings.of(batch).underWay()).isEqualTo(1);
        Path records = folder.resolve("captions.jsonl");
        assertThat(standings.results(batch, records)).isEqualTo(2);
        assertThat(standings.results(batch, records)).isEqualTo(2);
        assertThat(Files.readAllLines(records)).hasSize(2).anyMatch(line -> line.contains("s3://photos/0.jpg"));
    }

    @Test
    void aNameTakenOrABatchOfNothingIsRefused() {
        submissions.submit("b", CHAIN, images(1), DEADLINE);

        assertThatThrownBy(() -> submissions.submit("b", CHAIN, images(1), DEADLINE))
                .hasMessageContaining("new name");
        assertThatThrownBy(() -> submissions.submit("c", CHAIN, images(0), DEADLINE))
                .hasMessageContaining("found none");
        assertThatThrownBy(() -> submissions.submit("a/b", CHAIN, images(1), DEADLINE))
                .hasMessageContaining("a/b");
    }

    @Test
    void aFeederCountsWhatAnEarlierOneLeftUnderWay() throws Exception {
        Submission batch = submissions.submit("b", CHAIN, images(10), DEADLINE);
        feeder(1_000_000, 3).feed(batch, given -> given < 3);
        end(told.get(1), "captioned");
        Feeder next =
                new Feeder(store, Routes.BY_FAMILY, told::add, new Pace(1_000_000, 3, Duration.ofSeconds(7)), time -> {
                    if (time.equals(Duration.ofSeconds(7))) {
                        assertThat(told.size() - ended()).isEqualTo(3);
                        told.forEach(run -> end(run, "captioned"));
                    }
                });

        assertThat(next.feed(batch, given -> true)).isEqualTo(10);
    }

    @Test
    void aBrokerThatCannotBeReachedIsTriedAgainLaterAndLater() throws Exception {
        Submission batch = submissions.submit("b", CHAIN, images(2), DEADLINE);
        AtomicInteger faults = new AtomicInteger(3);
        Feeder feeder = new Feeder(
                store,
                Routes.BY_FAMILY,
                event -> {
                    if (faults.getAndDecrement() > 0) {
                        throw new UncheckedIOException(new IOException("busy"));
                    }
                    told.add(event);
                },
                new Pace(1e9, 100, Duration.ZERO),
                rests::add);

        feeder.feed(batch, given -> true);

        assertThat(told).hasSize(2);
        assertThat(rests).containsSequence(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4));
    }

    @Test
    void aBatchPastItsDeadlineIsNotFed() {
        Submission batch = submissions.submit("b", CHAIN, images(2), Instant.EPOCH);

        assertThatThrownBy(() -> feeder(1_000_000, 100).feed(batch, given -> true))
                .hasMessageContaining("expected its end before 1970-01-01T00:00:00Z");
        assertThat(told).isEmpty();
    }

    @Test
    void theEventThatAsksForAFeederIsReadAsAJobSinkWritesIt() {
        FeedRequest request = new FeedRequest("b", 12.5, 40);
        assertThat(request.envelope(300, Instant.EPOCH).id()).isEqualTo("b-300");

        assertThat(FeedRequest.read(utf8("""
                {"specversion":"1.0","id":"b-300","source":"/descry/batch","type":"dev.descry.batch.submitted","subject":"b",\
                "datacontenttype":"application/json","time":"1970-01-01T00:00:00Z",\
                "data":{"batch":"b","perSecond":12.5,"backlog":40}}"""))).isEqualTo(request);
        assertThatThrownBy(() -> FeedRequest.read(utf8("{\"type\":\"dev.descry.step.requested\"}")))
                .hasMessageContaining("expected the type dev.descry.batch.submitted");
        assertThatThrownBy(() -> FeedRequest.read(utf8("?"))).hasMessageContaining("expected JSON");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private Feeder feeder(double perSecond, int backlog) {
        return new Feeder(store, Routes.BY_FAMILY, told::add, new Pace(perSecond, backlog, Duration.ZERO), rests::add);
    }

    private long ended() {
        return told.stream().filter(this::ended).count();
    }

    private boolean ended(StepRequested run) {
        return store.get(run.run().transcript()).isPresent();
    }

    private void end(StepRequested run, String outcome) {
        String json =
                "{\"image\":\"x\",\"imageId\":null,\"steps\":[],\"caption\":null,\"outcome\":\"" + outcome + "\"}";
        store.put(run.run().transcript(), json.getBytes(StandardCharsets.UTF_8));
    }

    private static Iterator<ImageRef> images(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new ImageRef("s3", "photos", number + ".jpg", Optional.empty()))
                .iterator();
    }
}
