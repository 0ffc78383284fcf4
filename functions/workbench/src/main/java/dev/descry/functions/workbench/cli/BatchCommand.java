package dev.descry.functions.workbench.cli;

import dev.descry.batch.cluster.Feeder;
import dev.descry.batch.cluster.Pace;
import dev.descry.batch.cluster.Standings;
import dev.descry.batch.cluster.Standings.Standing;
import dev.descry.batch.cluster.Submission;
import dev.descry.batch.cluster.Submissions;
import dev.descry.chain.Chain;
import dev.descry.event.EventCodec;
import dev.descry.event.StepRequested;
import dev.descry.event.broker.Answer;
import dev.descry.event.broker.HttpSubscriber;
import dev.descry.functions.shell.Chains;
import dev.descry.functions.shell.Setup;
import dev.descry.image.ImageRef;
import dev.descry.run.Routes;
import dev.descry.store.ObjectStore;
import dev.descry.store.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
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
    private static final Duration ANSWER = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(2);

    @Spec
    CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "batch: expected submit, feed, status or results, found none");
    }

    @Command(name = "submit", description = "Lists the images in the store.", mixinStandardHelpOptions = true)
    void submit(
            @Parameters(paramLabel = "NAME", description = "A new name for the batch.") String name,
            @Parameters(paramLabel = "IMAGES", description = "s3://, gs:// or az://BUCKET/PREFIX.") String images,
            @Option(names = "--store", required = true, description = "The store that the functions share.")
                    String address,
            @Option(names = "--experts", split = ",", description = "Experts in order.") List<String> experts,
            @Option(names = "--chain", description = "A chain of the settings.") Optional<String> named,
            @Option(names = "--days", description = "Runs are given up after so many days (7).", defaultValue = "7")
                    int days) {
        List<String> names = experts == null ? List.of() : experts;
        try (Setup setup = Setup.open();
                Stores stores = new Stores(System.getenv());
                Stream<String> keys = stores.at(images).list("")) {
            Chain chain = setup.chains().chain(new Chains.Wish(named, names, Optional.empty(), Optional.empty()));
            Iterator<ImageRef> refs = keys.filter(BatchCommand::image)
                    .map(key -> image(images, key))
                    .iterator();
            Submission batch = new Submissions(stores.at(address))
                    .submit(name, chain, refs, Instant.now().plus(Duration.ofDays(days)));
            print("%s: %d images; now ./descry batch feed %s", name, batch.images(), name);
        }
    }

    @Command(
            name = "feed",
            description = "Gives the images of a batch to the broker; goes on where an earlier feeder ended.",
            mixinStandardHelpOptions = true)
    void feed(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--store", required = true, description = "The store that the functions share.")
                    String address,
            @Option(names = "--broker", required = true, description = "Address of the broker's ingress.") URI broker,
            @Option(names = "--rate", description = "Images a second at most (50).", defaultValue = "50") double rate,
            @Option(names = "--backlog", description = "Images under way at most (1000).", defaultValue = "1000")
                    int backlog)
            throws InterruptedException {
        HttpSubscriber ingress = new HttpSubscriber(broker, ANSWER);
        try (Stores stores = new Stores(System.getenv())) {
            ObjectStore store = stores.at(address);
            Feeder feeder =
                    new Feeder(store, Routes.BY_FAMILY, event -> tell(ingress, event), new Pace(rate, backlog, LOOK));
            print("%s: %d images given to the broker", name, feeder.feed(batch(store, name), () -> false));
        }
    }

    @Command(name = "status", description = "Counts what has come of a batch.", mixinStandardHelpOptions = true)
    void status(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--store", required = true, description = "The store that the functions share.")
                    String address) {
        try (Stores stores = new Stores(System.getenv())) {
            ObjectStore store = stores.at(address);
            Standing standing = new Standings(store).of(batch(store, name));
            print(
                    "%s: %d images, %d fed, %d under way, %d captioned, %d failed",
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
            @Option(names = "--store", required = true, description = "The store that the functions share.")
                    String address,
            @Option(names = "--output", required = true, description = "Folder for captions.jsonl.") Path output) {
        try (Stores stores = new Stores(System.getenv())) {
            ObjectStore store = stores.at(address);
            Path records = output.resolve(BatchOptions.RECORDS);
            long ended = new Standings(store).results(batch(store, name), records);
            print("%d transcripts in %s", ended, records);
        }
    }

    private static Submission batch(ObjectStore store, String name) {
        return new Submissions(store)
                .find(name)
                .orElseThrow(() ->
                        new IllegalArgumentException("batch: expected %s in the store, found none".formatted(name)));
    }

    private static void tell(HttpSubscriber ingress, StepRequested event) {
        try {
            Answer answer = ingress.take(EventCodec.write(event, "batch", Instant.now()));
            if (answer.status() / 100 != 2) {
                throw new UncheckedIOException(new IOException(
                        "broker: expected 202, found " + answer.status() + "; feed again later to go on"));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("broker: expected an answer, found " + e + "; feed again later to go on", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("feed: interrupted; feed again to go on", e);
        }
    }

    /** The image as the functions find it: the key holds the prefix too. */
    private static ImageRef image(String address, String key) {
        URI place = URI.create(address);
        String prefix = place.getPath().replaceAll("^/|/$", "");
        return new ImageRef(
                place.getScheme(), place.getHost(), prefix.isEmpty() ? key : prefix + "/" + key, Optional.empty());
    }

    private static boolean image(String key) {
        return key.toLowerCase(Locale.ROOT).matches(".*\\.(jpe?g|jpe|jfif|png|gif|bmp|webp|tiff?)");
    }

    private void print(String format, Object... values) {
        spec.commandLine().getOut().printf(Locale.ROOT, format + "%n", values);
    }
}
