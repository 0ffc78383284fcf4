package dev.descry.functions.workbench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.descry.batch.cluster.FakeBroker;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.StepMemory;
import dev.descry.event.Envelopes;
import dev.descry.event.EventCodec;
import dev.descry.event.NamedFunction;
import dev.descry.event.broker.Trigger;
import dev.descry.event.broker.Triggers;
import dev.descry.functions.shell.Setup;
import dev.descry.functions.workbench.Samples;
import dev.descry.run.Archive;
import dev.descry.run.Images;
import dev.descry.run.RunStore;
import dev.descry.run.StepFunction;
import dev.descry.store.FolderStore;
import dev.descry.store.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A batch from submit to results, with the functions of a cluster behind a broker of this process and the bundled model. */
@Timeout(120)
class BatchCommandTest {
    private static final Path MANIFEST = Path.of("../../k8s/batch/batch.yaml");
    private static final Path EVENT = Path.of("/etc/jobsink-event/event");

    private final Shell shell = new Shell();

    @TempDir
    Path folder;

    private Path photos = Path.of("");
    private String store = "";

    @BeforeEach
    void photos() throws IOException {
        photos = Files.createDirectory(folder.resolve("photos"));
        Samples.copy("scene-1.png", photos);
        Samples.copy("scene-2.png", photos);
        Files.writeString(photos.resolve("notes.txt"), "no image");
        store = folder.resolve("store").toString();
    }

    @Test
    void aSubmittedBatchIsFedByTheCommandOfTheManifestAndItsResultsAreFetched() throws Exception {
        try (FakeBroker sink = new FakeBroker(List.of(), event -> {});
                Setup setup = Setup.open();
                Stores stores = new Stores(Map.of());
                ChainRunner runner = new ChainRunner(setup.experts(), setup.judges(), StepMemory.NONE, 2);
                FakeBroker broker = new FakeBroker(functions(runner, stores), event -> {})) {
            String experts = "qwen2-vl:scenes,qwen2-vl:scenes";
            assertRuns(
                    "submit",
                    "holiday",
                    photos.toString(),
                    "--store",
                    store,
                    "--experts",
                    experts,
                    "--sink",
                    sink.address() + "");
            assertThat(shell.out()).contains("holiday: 2 images listed", "the feeder starts");

            Path event = folder.resolve("event");
            Files.writeString(
                    event,
                    Envelopes.write(EventCodec.envelope(sink.told().getFirst())).toString());
            List<String> feed = new ArrayList<>(commandOfTheManifest(event));
            feed.addAll(List.of("--store", store, "--broker", broker.address().toString()));
            assertThat(shell.run(feed.toArray(String[]::new))).as(shell.err()).isZero();
            broker.awaitQuiet();

            assertRuns("status", "holiday", "--store", store);
            assertThat(shell.out()).contains("2 images, 2 fed, 0 under way, 2 captioned, 0 failed");
            assertRuns("results", "holiday", "--store", store, "--output", folder.toString());
            assertThat(Files.readAllLines(folder.resolve("captions.jsonl"))).hasSize(2);
            assertThat(photos.resolve("scene-2.txt")).content().contains("triangle");
        }
    }

    @Test
    void withoutASinkItSaysWhatStartsTheFeeder() {
        assertRuns("submit", "b", photos.toString(), "--store", store, "--rate", "5", "--backlog", "7");

        assertThat(shell.out())
                .contains("kubectl -n knative-eventing port-forward service/job-sink 8080:80")
                .contains("./descry batch start b --store " + store + " --rate 5.0 --backlog 7"
                        + " --sink http://localhost:8080/descry/batch");
    }

    @Test
    void aBatchIsStartedAgainUnderAnIdOfItsOwn() throws IOException {
        assertRuns("submit", "b", photos.toString(), "--store", store);
        try (FakeBroker sink = new FakeBroker(List.of(), event -> {})) {
            String address = sink.address().toString();
            assertRuns("start", "b", "--store", store, "--sink", address);
            FolderStore.open(Path.of(store)).put("batches/b/fed", new byte[] {'1'});
            assertRuns("start", "b", "--store", store, "--sink", address);

            assertThat(sink.told()).extracting(event -> event.getId()).containsExactly("b-0", "b-1");
        }
    }

    @Test
    void whatIsMissingIsUsage() throws IOException {
        assertThat(shell.run("batch", "status", "b", "--store", store)).isEqualTo(2);
        assertThat(shell.run("batch", "status", "b")).isEqualTo(2);
        assertThat(shell.run("batch", "feed", "--store", store, "--broker", "http://localhost:1"))
                .isEqualTo(2);
        assertThat(shell.err())
                .contains("batch: expected b in the store, found none")
                .contains("Missing required option: '--store")
                .contains("feed: expected NAME or --event, found both or none");
    }

    private void assertRuns(String... arguments) {
        String[] command =
                Stream.concat(Stream.of("batch"), Stream.of(arguments)).toArray(String[]::new);
        assertThat(shell.run(command)).as(shell.err()).isZero();
    }

    /** The arguments of the job, whose address and store the cluster's settings name, with the event at another place. */
    private static List<String> commandOfTheManifest(Path event) throws IOException {
        JsonNode sink;
        try (var documents = new YAMLMapper().readerFor(JsonNode.class).<JsonNode>readValues(MANIFEST.toFile())) {
            sink = documents.next();
        }
        JsonNode container = sink.at("/spec/job/spec/template/spec/containers/0");
        assertThat(container.path("env").findValuesAsText("name")).contains("K_SINK");
        assertThat(container.at("/envFrom/0/configMapRef/name").asText()).isEqualTo("descry");
        assertThat(Path.of("../../k8s/base/settings.yaml")).content().contains("DESCRY_FUNCTION_STORE");
        List<String> arguments = new ArrayList<>();
        container.path("args").forEach(argument -> arguments.add(argument.asText()));
        assertThat(arguments).contains(EVENT.toString());
        arguments.replaceAll(argument -> argument.equals(EVENT.toString()) ? event.toString() : argument);
        return arguments;
    }

    private List<Trigger> functions(ChainRunner runner, Stores stores) {
        RunStore runs = new RunStore(stores.at(store));
        Images images = new Images(stores::holding, 1 << 20);
        Clock clock = Clock.systemUTC();
        return Triggers.of(
                List.of(new NamedFunction("qwen2-vl", new StepFunction(runs, images, runner, clock), clock)),
                new NamedFunction("archive", new Archive(runs, images, true), clock),
                3,
                Duration.ofMillis(10),
                Duration.ofMinutes(1));
    }
}
