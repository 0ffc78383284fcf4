package dev.descry.batch.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.descry.batch.StoreImages;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.StepMemory;
import dev.descry.event.EventCodec;
import dev.descry.event.NamedFunction;
import dev.descry.event.RunId;
import dev.descry.event.broker.Trigger;
import dev.descry.event.broker.Triggers;
import dev.descry.expert.FakeExpert;
import dev.descry.expert.Request;
import dev.descry.run.Archive;
import dev.descry.run.Images;
import dev.descry.run.RunStore;
import dev.descry.run.StepFunction;
import dev.descry.store.ObjectStore;
import dev.descry.store.S3Server;
import dev.descry.store.Stores;
import io.cloudevents.CloudEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch from its list in a bucket to its results, over an S3 server and HTTP, with the feeder in a process of its own. */
@Timeout(120)
class ClusterBatchTest {
    private static final int IMAGES = 40;
    private static final int BACKLOG = 5;
    private static final String RUNS = "s3://descry/runs";

    private final CountDownLatch full = new CountDownLatch(1);
    private final List<Process> feeders = new ArrayList<>();
    private final Set<RunId> underWay = new HashSet<>();
    private final FakeExpert one = FakeExpert.answering("one", this::whenTheBacklogIsFull);
    private final FakeExpert two =
            FakeExpert.answering("two", request -> request.prompt().previous().orElse("") + " Checked.");
    private final ChainRunner runner = new ChainRunner(FakeExperts.of(one, two), StepMemory.NONE, 4);

    @TempDir
    private Path folder = Path.of("");

    private int mostUnderWay;
    private S3Server server;
    private Stores stores;
    private ObjectStore store;
    private FakeBroker broker;
    private Submission batch;

    @BeforeEach
    void submit() throws Exception {
        server = S3Server.start();
        server.bucket("photos");
        server.bucket("descry");
        stores = new Stores(server.environment());
        store = stores.at(RUNS);
        ObjectStore photos = stores.at("s3://photos/trip");
        for (int i = 0; i < IMAGES; i++) {
            photos.put("%03d.png".formatted(i), png(i));
        }
        photos.put("notes.txt", new byte[] {1});
        broker = new FakeBroker(functions(), this::begun);
        batch = new Submissions(store)
                .submit(
                        "b",
                        Chain.of("one", "two"),
                        photos.list("")
                                .filter(StoreImages::image)
                                .map(key -> Stores.reference("s3://photos/trip", key))
                                .iterator(),
                        Instant.now().plus(Duration.ofDays(1)));
    }

    @AfterEach
    void close() {
        feeders.forEach(Process::destroyForcibly);
        broker.close();
        runner.close();
        stores.close();
        server.close();
    }

    @Test
    void everyImageIsCaptionedOnceThoughItsFeederIsKilledAndStartedAgain() throws Exception {
        Process first = feeder();
        broker.awaitTold(IMAGES / 2);
        first.destroyForcibly().waitFor();
        broker.awaitQuiet();
        Standings standings = new Standings(store);
        assertThat(broker.told()).hasSizeLessThan(IMAGES);
        assertThat(standings.of(batch).fed())
                .as("not noted by a feeder that was killed")
                .isZero();

        Process second = feeder();
        assertThat(second.waitFor(60, TimeUnit.SECONDS)).isTrue();
        broker.awaitQuiet();

        assertThat(second.exitValue())
                .as(Files.readString(folder.resolve("log")))
                .isZero();
        assertThat(standings.of(batch)).isEqualTo(new Standings.Standing(IMAGES, IMAGES, IMAGES, 0));
        assertThat(one.requests())
                .extracting(request -> number(request.image().bytes()))
                .doesNotHaveDuplicates();
        assertThat(one.requests()).hasSize(IMAGES);
        assertThat(two.requests()).hasSize(IMAGES);
        assertThat(mostUnderWay).isEqualTo(BACKLOG);
        assertResults(standings);
    }

    @Test
    void aBrokerThatIsBusyIsToldAgainLater() throws Exception {
        broker.refuse(1);

        assertThat(feeder().waitFor(60, TimeUnit.SECONDS)).isTrue();
        broker.awaitQuiet();

        assertThat(broker.told()).hasSize(IMAGES);
        assertThat(new Standings(store).of(batch).captioned()).isEqualTo(IMAGES);
    }

    private void assertResults(Standings standings) throws IOException {
        Path records = folder.resolve("captions.jsonl");
        assertThat(standings.results(batch, records)).isEqualTo(IMAGES);
        assertThat(Files.readAllLines(records))
                .hasSize(IMAGES)
                .first()
                .asString()
                .contains("\"image\":\"s3://photos/trip/000.png\"", "\"caption\":\"Image 0. Checked.\"");
        assertThat(stores.at("s3://photos").get("trip/039.txt"))
                .hasValueSatisfying(text -> assertThat(text).asString().isEqualTo("Image 39. Checked.\n"));
    }

    private Process feeder() throws IOException {
        ProcessBuilder feeder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledFeeder.class.getName(),
                        RUNS,
                        broker.address().toString(),
                        Integer.toString(BACKLOG))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile());
        feeder.environment().putAll(server.environment());
        feeders.add(feeder.start());
        return feeders.getLast();
    }

    private List<Trigger> functions() {
        RunStore runs = new RunStore(store);
        Images images = new Images(stores::holding, 1_000);
        StepFunction step = new StepFunction(runs, images, runner, Clock.systemUTC());
        Archive archive = new Archive(runs, images, true);
        return Triggers.of(
                List.of(
                        new NamedFunction("one", step, Clock.systemUTC()),
                        new NamedFunction("two", step, Clock.systemUTC())),
                new NamedFunction("archive", archive, Clock.systemUTC()),
                3,
                Duration.ofMillis(10),
                Duration.ofMinutes(1));
    }

    /** Counts as the feeder may: a run is under way until its transcript is there. */
    private synchronized void begun(CloudEvent event) {
        underWay.removeIf(run -> store.stat(run.transcript()).isPresent());
        underWay.add(EventCodec.read(event).run());
        mostUnderWay = Math.max(mostUnderWay, underWay.size());
        if (underWay.size() == BACKLOG) {
            full.countDown();
        }
    }

    private String whenTheBacklogIsFull(Request request) {
        try {
            full.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return "Image " + number(request.image().bytes()) + ".";
    }

    private static byte[] png(int number) {
        return new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', (byte) (number >> 8), (byte) number};
    }

    private static int number(byte[] png) {
        return ((png[8] & 0xFF) << 8) | (png[9] & 0xFF);
    }
}
