package dev.descry.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Upload notices while functions are killed (SIGKILL) and started again: none may be lost, none may become two runs. The
 * intake, the chat function and the archive are real processes; the bucket (S3), the broker, the model server and the
 * sender, which tells a notice until it is taken, live in this process. Arguments: {@code functions=../functions}, a built
 * tree; {@code notices=10000}; {@code at-once=16} notices under way; {@code every=4} seconds between two kills, 0 for
 * none; {@code port=18300} and the two after it. Every tenth notice is told twice. Ends with 1 when a count is wrong.
 */
public final class KillNotices {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final long RETRY_MILLIS = 300;

    private final KillWorld world;
    private final List<RestartedFunction> functions;
    private final URI intake;
    private final Semaphore places;

    private KillNotices(KillWorld world, List<RestartedFunction> functions, int atOnce) {
        this.world = world;
        this.functions = functions;
        this.intake = functions.getFirst().address();
        this.places = new Semaphore(atOnce);
    }

    public static void main(String[] args) throws Exception {
        Options options = Options.of(args);
        int notices = options.number("notices", 10_000);
        Path tree = Path.of(options.text("functions", "../functions")).toAbsolutePath();
        int port = options.number("port", 18_300);
        boolean right;
        try (KillWorld world = KillWorld.with(notices, port)) {
            List<RestartedFunction> functions = new ArrayList<>();
            for (String name : KillWorld.FUNCTIONS) {
                functions.add(RestartedFunction.start(tree, name, port + functions.size(), world.environment()));
            }
            KillNotices bench = new KillNotices(world, functions, options.number("at-once", 16));
            right = bench.run(notices, options.number("every", 4));
            functions.forEach(RestartedFunction::close);
        }
        System.exit(right ? 0 : 1);
    }

    private boolean run(int notices, int every) throws Exception {
        long begun = System.nanoTime();
        AtomicBoolean over = new AtomicBoolean();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> killer = threads.submit(() -> kill(every, over));
            List<Future<?>> told = new ArrayList<>();
            for (int i = 0; i < notices; i++) {
                int index = i;
                places.acquire();
                told.add(threads.submit(() -> tell(index)));
            }
            for (Future<?> each : told) {
                each.get();
            }
            world.awaitQuiet();
            over.set(true);
            killer.get();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        System.out.printf("%d notices in %.0f s", notices, seconds);
        functions.forEach(function -> System.out.printf(", %s killed %d times", function.name(), function.kills()));
        System.out.println();
        return world.report(notices);
    }

    /** Kills one function after another, in an order of chance, each at any moment of its work. */
    private void kill(int every, AtomicBoolean over) {
        Random random = new Random(5);
        while (every > 0 && !over.get()) {
            rest(TimeUnit.SECONDS.toMillis(every) / 2 + random.nextLong(TimeUnit.SECONDS.toMillis(every)));
            functions.get(random.nextInt(functions.size())).killAndStart();
        }
    }

    private void tell(int index) {
        try {
            int times = index % 10 == 0 ? 2 : 1;
            for (int taken = 0; taken < times; ) {
                if (taken(index)) {
                    taken++;
                } else {
                    rest(RETRY_MILLIS);
                }
            }
        } finally {
            places.release();
        }
    }

    private boolean taken(int index) {
        HttpRequest request = HttpRequest.newBuilder(intake)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(KillWorld.notice(index)))
                .build();
        try {
            int status =
                    CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status >= 400 && status < 500) {
                throw new IllegalStateException("intake: expected it to take the notice or fail, found " + status);
            }
            return status == 202;
        } catch (IOException e) {
            return false; // killed before it answered
        } catch (InterruptedException e) {
            throw new IllegalStateException("sender: expected to go on, found an interrupt", e);
        }
    }

    private static void rest(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            throw new IllegalStateException("bench: expected to go on, found an interrupt", e);
        }
    }
}
