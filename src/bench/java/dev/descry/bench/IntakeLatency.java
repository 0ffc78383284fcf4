package dev.descry.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Milliseconds from when an upload notice was due to the intake's 202: the object looked at (S3, in this process), the run
 * kept there, the event accepted by a sink; no caption is ever made. The intake is a process of its own, started as its
 * image starts it. Arguments: {@code app=} its {@code quarkus-app} folder, {@code rate=50} notices a second,
 * {@code seconds=20}, {@code warm=10}, {@code docker=main/docker}, {@code port=18080}.
 */
public final class IntakeLatency {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final double WANTED_MILLIS = 100;

    private final URI intake;
    private final int rate;
    private int told;

    private IntakeLatency(URI intake, int rate) {
        this.intake = intake;
        this.rate = rate;
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        Path docker = Path.of(options.text("docker", "main/docker")).toAbsolutePath();
        FunctionProcess.Start start = new FunctionProcess.Start(
                "intake",
                options.path("app").toAbsolutePath(),
                docker.resolve("java-light.options"),
                "384m",
                options.number("threads", 2),
                options.number("port", 18_080));
        try (Surroundings around = Surroundings.of("intake");
                FunctionProcess process = FunctionProcess.start(start, around.environment())) {
            process.awaitReady();
            IntakeLatency bench = new IntakeLatency(process.address(), options.number("rate", 50));
            bench.play(options.number("warm", 10));
            double before = process.processorSeconds();
            double[] millis = bench.play(options.number("seconds", 20));
            double cpu = process.processorSeconds() - before;
            Arrays.sort(millis);
            long late =
                    Arrays.stream(millis).filter(each -> each > WANTED_MILLIS).count();
            System.out.printf(
                    "%d notices at %d a second: median %.1f ms, p99 %.1f ms, worst %.1f ms, %d above %.0f ms; %.2f ms of processor time each%n",
                    millis.length,
                    bench.rate,
                    millis[millis.length / 2],
                    millis[millis.length * 99 / 100],
                    millis[millis.length - 1],
                    late,
                    WANTED_MILLIS,
                    cpu * 1_000 / millis.length);
        }
    }

    private double[] play(int seconds) throws InterruptedException, ExecutionException {
        List<Future<Long>> nanos = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long begun = System.nanoTime();
            for (int i = 0; i < rate * seconds; i++) {
                long due = begun + TimeUnit.SECONDS.toNanos(1) * i / rate;
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                int number = told++;
                nanos.add(threads.submit(() -> tell(number, due)));
            }
            double[] millis = new double[nanos.size()];
            for (int i = 0; i < millis.length; i++) {
                millis[i] = nanos.get(i).get() / 1e6;
            }
            return millis;
        }
    }

    /** Each notice is of another version of the image, and so of a run of its own. */
    private long tell(int number, long due) throws IOException, InterruptedException {
        String notice = """
                {"Records": [{"eventName": "ObjectCreated:Put", "eventSource": "ceph:s3", "s3": {"bucket": {"name": "photos"},
                 "object": {"key": "a.png", "eTag": "t%d"}}}]}""".formatted(number);
        HttpRequest request = HttpRequest.newBuilder(intake)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(notice))
                .build();
        int status =
                CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        if (status != 202) {
            throw new IllegalStateException("intake: expected 202, found " + status);
        }
        return System.nanoTime() - due;
    }
}
