package dev.descry.functions.workbench.cli;

import dev.descry.batch.StoreImages;
import dev.descry.batch.cluster.FeedRequest;
import dev.descry.batch.cluster.Feeder;
import dev.descry.batch.cluster.Standings;
import dev.descry.batch.cluster.Standings.Standing;
import dev.descry.batch.cluster.Submission;
import dev.descry.batch.cluster.Submissions;
import dev.descry.chain.Chain;
import dev.descry.event.broker.BrokerIngress;
import dev.descry.functions.shell.Chains;
import dev.descry.functions.shell.Configuration;
import dev.descry.functions.shell.Setup;
import dev.descry.image.ImageRef;
import dev.descry.run.Routes;
import dev.descry.store.ObjectStore;
import dev.descry.store.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./descry batch}: batches that a cluster describes. */
@Command(
        name = "batch",
        description = "Hands a batch of images in an object store to a cluster, and asks how far it is.",
        mixinStandardHelpOptions = true)
final class BatchCommand implements Runnable {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

    @Spec
    CommandSpec spec;

    /** Where batches and runs lie. */
    static final class Store {
        @Option(
                names = "--store",
                required = true,
                defaultValue = "${env:DESCRY_FUNCTION_STORE}",
                description = "The store that the functions share (the variable DESCRY_FUNCTION_STORE).")
        String address = "";
    }

    /** How fast a batch is fed. */
    static final class Speed {
        @Option(names = "--rate", description = "Images a second at most (50).", defaultValue = "50")
        double rate;

        @Option(names = "--backlog", description = "Images under way at most (1000).", defaultValue = "1000")
        int backlog;

        FeedRequest request(String batch) {
            return new FeedRequest(batch, rate, backlog);
        }
    }

    @Override
    public void run() {
        throw new ParameterException(
                spec.commandLine(), "batch: expected submit, start, feed, status or results, found none");
    }

    @Command(
            name = "submit",
            description = "Lists the images in the store and starts the feeder in the cluster.",
            mixinStandardHelpOptions = true)
    void submit(
            @Parameters(paramLabel = "NAME", description = "A new name for the batch.") String name,
            @Parameters(paramLabel = "IMAGES", description = "s3://, gs:// or az://BUCKET/PREFIX.") String images,
            @Mixin Store store,
            @Mixin Speed speed,
            @Option(names = "--sink", description = "Address of the JobSink that starts the feeder.")
                    Optional<URI> sink,
            @Option(names = "--experts", split = ",", description = "Experts in order.") List<String> experts,
            @Option(names = "--chain", description = "A chain of the settings.") Optional<String> named,
            @Option(names = "--days", description = "Runs are given up after so many days (7).", defaultValue = "7")
                    int days) {
        List<String> names = experts == null ? List.of() : experts;
        FeedRequest request = speed.request(name);
        try (Setup setup = Setup.open();
                Stores stores = new Stores(System.getenv());
                Stream<String> keys = stores.at(images).list("")) {
            Chain chain = setup.chains().chain(new Chains.Wish(named, names, Optional.empty(), Optional.empty()));
            Iterator<ImageRef> refs = keys.filter(StoreImages::image)
                    .map(key -> Stores.reference(images, key))
                    .iterator();
            Submission batch = new Submissions(stores.at(store.address))
                    .submit(name, chain, refs, Instant.now().plus(Duration.ofDays(days)));
            print("%s: %,d images listed in %s", name, batch.images(), store.address);
        }
        if (sink.isPresent()) {
            tell(sink.get(), request, 0);
        } else {
            print("Nothing feeds them yet. This starts the feeder in the cluster:");
            print("  kubectl -n knative-eventing port-forward service/job-sink 8080:80 &");
            print(
                    "  ./descry batch start %s --store %s --rate %s --backlog %d --sink http://localhost:8080/descry/batch",
                    name, store.address, speed.rate, speed.backlog);
        }
    }

    @Command(
            name = "start",
            description = "Starts the feeder of a batch in the cluster, or another where one has died.",
            mixinStandardHelpOptions = true)
    void start(
            @Parameters(paramLabel = "NAME") String name,
            @Mixin Store store,
            @Mixin Speed speed,
            @Option(names = "--sink", required = true, description = "Address of the JobSink that starts the feeder.")
                    URI sink) {
        try (Stores stores = new Stores(System.getenv())) {
            ObjectStore objects = stores.at(store.address);
            tell(sink, speed.request(batch(objects, name).name()), new Submissions(objects).fed(name));
        }
    }

    private void tell(URI sink, FeedRequest request, long fed) {
        new BrokerIngress(sink).tell(request.envelope(fed, Instant.now()));
        print("%s: the feeder starts; ./descry batch status %s tells how far it is", request.batch(), request.batch());
    }

    @Command(
            name = "feed",
            description = "Gives the images of a batch to the broker; goes on where an earlier feeder ended.",
            mixinStandardHelpOptions = true)
    void feed(
            @Parameters(paramLabel = "NAME", arity = "0..1") Optional<String> name,
            @Option(names = "--event", paramLabel = "FILE", description = "The event that asks for it, instead.")
                    Optional<Path> event,
            @Mixin Store store,
            @Mixin Speed speed,
            @Option(
                            names = "--broker",
                            required = true,
                            defaultValue = "${env:K_SINK}",
                            description = "Address of the broker's ingress (the variable K_SINK).")
                    URI broker)
            throws InterruptedException {
        if (name.isPresent() == event.isPresent()) {
            throw new ParameterException(spec.commandLine(), "feed: expected NAME or --event, found both or none");
        }
        FeedRequest request =
                event.map(file -> FeedRequest.read(bytes(file))).orElseGet(() -> speed.request(name.orElseThrow()));
        Routes routes = new Routes(Configuration.read().routes());
        try (Stores stores = new Stores(System.getenv())) {
            ObjectStore objects = stores.at(store.address);
            Submission batch = batch(objects, request.batch());
            Feeder feeder = new Feeder(objects, routes, new BrokerIngress(broker), request.pace());
            AtomicBoolean stopped = new AtomicBoolean();
            Lines lines = new Lines(batch);
            long fed = Interruption.stopping(
                    () -> stopped.set(true),
                    () -> feeder.feed(batch, already -> {
                        lines.tell(already);
                        return !stopped.get();
                    }));
            print("%s: %,d of %,d images given to the broker", batch.name(), fed, batch.images());
        }
    }

    /** A line now and then, for a log. */
    private final class Lines {
        private final Submission batch;
        private long last = System.nanoTime();

        Lines(Submission batch) {
            this.batch = batch;
        }

        void tell(long fed) {
            if (System.nanoTime() - last > BETWEEN_LINES.toNanos()) {
                last = System.nanoTime();
                print("%s: %,d of %,d images given to the broker", batch.name(), fed, batch.images());
            }
        }
    }

    @Command(name = "status", description = "Counts what has come of a batch.", mixinStandardHelpOptions = true)
    void status(@Parameters(paramLabel = "NAME") String name, @Mixin Store store) {
        try (Stores stores = new Stores(System.getenv())) {
            ObjectStore objects = stores.at(store.address);
            Standing standing = new Standings(objects).of(batch(objects, name));
            print(
                    "%s: %,d images, %,d fed, %,d under way, %,d captioned, %,d failed",
                    name,
                    standing.images(),
                    standing.fed(),
                    standing.underWay(),
                    standing.captioned(),
                    standing.failed());
        }
    }

    @Command(name = "results", description = "Fetches the transcripts of a batch.", mixinStandardHelpOptions = true)
    void results(
            @Parameters(paramLabel = "NAME") String name,
            @Mixin Store store,
            @Option(names = "--output", required = true, description = "Folder for captions.jsonl.") Path output) {
        try (Stores stores = new Stores(System.getenv())) {
            ObjectStore objects = stores.at(store.address);
            Path records = output.resolve(BatchOptions.RECORDS);
            long ended = new Standings(objects).results(batch(objects, name), records);
            print("%,d transcripts in %s", ended, records);
        }
    }

    private static Submission batch(ObjectStore store, String name) {
        return new Submissions(store)
                .find(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("batch: expected %s in the store, found none".formatted(name)));
    }

    private static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException("event: expected a file that can be read, found " + e, e);
        }
    }

    private void print(String format, Object... values) {
        spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
    }
}
