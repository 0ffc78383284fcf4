package dev.descry.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.Judging;
import dev.descry.chain.StepMemory;
import dev.descry.event.Envelope;
import dev.descry.event.EventCodec;
import dev.descry.event.EventFunction;
import dev.descry.event.NamedFunction;
import dev.descry.event.Passage;
import dev.descry.event.RunId;
import dev.descry.event.broker.HttpSubscriber;
import dev.descry.event.broker.Sink;
import dev.descry.expert.FakeExpert;
import dev.descry.image.ImageRef;
import dev.descry.run.Archive;
import dev.descry.run.Images;
import dev.descry.run.PassingFault;
import dev.descry.run.Routes;
import dev.descry.run.RunRecord;
import dev.descry.run.RunStore;
import dev.descry.run.StepFunction;
import dev.descry.store.FolderStore;
import dev.descry.store.ObjectStore;
import dev.descry.verify.FakeScorer;
import io.cloudevents.CloudEvent;
import io.cloudevents.http.HttpMessageFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Judged runs through a real Knative broker, which is told of the functions {@code qwen2-vl}, {@code verify} and
 * {@code archive} at the ports 18081, 18082 and 18089 (see {@code knative-broker.md}): how many came to their end, and how
 * often a function was asked. One run's judge is busy at first, another's for ever. Arguments: the broker's address and
 * the number of runs.
 */
public final class RealBroker {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger faults = new AtomicInteger();

    private RealBroker() {}

    static void main(String... arguments) throws Exception {
        new RealBroker().run(URI.create(arguments[0]), Integer.parseInt(arguments[1]));
        System.exit(0);
    }

    private void run(URI broker, int count) throws Exception {
        Path root = Files.createTempDirectory("real-broker");
        ObjectStore bucket = FolderStore.open(root.resolve("bucket"));
        RunStore runs = new RunStore(FolderStore.open(root.resolve("store")));
        Images images = new Images(_ -> bucket, 1_000_000);
        FakeExpert expert = FakeExpert.answering("qwen2-vl:scenes", _ -> "A boat. A dog.");
        try (ChainRunner runner =
                new ChainRunner(FakeExperts.of(expert), _ -> new FakeScorer("boat"), StepMemory.NONE, 2)) {
            StepFunction step = new StepFunction(runs, images, runner, CLOCK);
            serve(18081, new NamedFunction("qwen2-vl", step, CLOCK));
            serve(18082, new NamedFunction("verify", busy(step), CLOCK));
            serve(18089, new NamedFunction("archive", new Archive(runs, images, true), CLOCK));
            long begun = System.nanoTime();
            List<RunId> told = tell(new Sink(new HttpSubscriber(broker, Duration.ofSeconds(10))), runs, bucket, count);
            long ended = awaitEnd(runs, told);
            System.out.printf(
                    "%d of %d runs ended after %d ms; %d events taken, %d refused; the expert was asked %d times%n",
                    ended,
                    told.size(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun),
                    taken.get(),
                    faults.get(),
                    expert.requests().size());
        }
    }

    private EventFunction busy(StepFunction judge) {
        return (event, extensions) -> {
            String run = event.run().text();
            if (run.equals("dead") || (run.equals("shaky") && refused.add(run))) {
                throw new PassingFault("judge: expected a free place, found none");
            }
            return judge.on(event, extensions);
        };
    }

    private static List<RunId> tell(Sink sink, RunStore runs, ObjectStore bucket, int count) throws Exception {
        Chain chain = Chain.of("qwen2-vl:scenes", "qwen2-vl:scenes").withJudging(Judging.of("clip:fake"));
        List<RunId> told = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            RunId run = new RunId(i == 0 ? "dead" : i == 1 ? "shaky" : "run" + i);
            ImageRef image = new ImageRef("s3", "photos", run + ".png", Optional.empty());
            bucket.put(image.key(), new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', (byte) i});
            Passage passage = Passage.until(CLOCK.instant().plus(PATIENCE));
            sink.tell(
                    runs.begin(new RunRecord(run, image, chain), Routes.BY_FAMILY, passage), "intake", CLOCK.instant());
            told.add(run);
        }
        return told;
    }

    private static long awaitEnd(RunStore runs, List<RunId> told) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        long ended = 0;
        while (ended < told.size() && System.nanoTime() < end) {
            Thread.sleep(50);
            ended = told.stream().filter(runs::ended).count();
        }
        return ended;
    }

    private void serve(int port, NamedFunction function) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> answer(exchange, function));
        server.start();
    }

    private void answer(HttpExchange exchange, NamedFunction function) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            CloudEvent event = HttpMessageFactory.createReader(
                            told -> exchange.getRequestHeaders()
                                    .forEach((name, values) -> told.accept(name, values.getFirst())),
                            body)
                    .toEvent();
            try {
                Optional<Envelope> reply = function.answer(EventCodec.envelope(event));
                taken.incrementAndGet();
                if (reply.isEmpty()) {
                    exchange.sendResponseHeaders(204, -1);
                    return;
                }
                byte[][] data = new byte[1][];
                HttpMessageFactory.createWriter(exchange.getResponseHeaders()::set, written -> data[0] = written)
                        .writeBinary(EventCodec.write(reply.get()));
                send(exchange, 200, data[0]);
            } catch (PassingFault e) {
                faults.incrementAndGet();
                send(exchange, 500, String.valueOf(e.getMessage()).getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }
}
