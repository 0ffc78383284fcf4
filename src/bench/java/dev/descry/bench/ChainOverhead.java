package dev.descry.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.FakeExperts;
import dev.descry.chain.StepMemory;
import dev.descry.event.EventFunction;
import dev.descry.event.NamedFunction;
import dev.descry.event.Passage;
import dev.descry.event.RunId;
import dev.descry.event.broker.MemoryBroker;
import dev.descry.event.broker.Triggers;
import dev.descry.expert.FakeExpert;
import dev.descry.image.ImageRef;
import dev.descry.run.Archive;
import dev.descry.run.Images;
import dev.descry.run.Routes;
import dev.descry.run.RunRecord;
import dev.descry.run.RunStore;
import dev.descry.run.StepFunction;
import dev.descry.store.FakeObjectStore;
import java.lang.management.ManagementFactory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * What a step costs beside its expert: milliseconds from the event that asks for it (for the first step, from when its run
 * was due) to the function's answer, over the broker in memory, with experts that answer at once and a store in memory;
 * and the processor time of all that.
 * Arguments: {@code rate=500} runs a second, {@code seconds=20}, {@code warm=10}. Each run has two steps and the archive.
 * Functions run with the options of their image: {@code JDK_JAVA_OPTIONS=@main/docker/java.options} has the same here.
 */
public final class ChainOverhead {
    private static final byte[] IMAGE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 1};
    private static final Chain CHAIN = Chain.of("one", "two");

    private final Map<RunId, Long> last = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<Long> nanos = new ConcurrentLinkedQueue<>();
    private final FakeObjectStore bucket = new FakeObjectStore();
    private final RunStore runs = new RunStore(new FakeObjectStore());

    public static void main(String[] args) throws InterruptedException {
        Options options = Options.of(args);
        int rate = options.number("rate", 500);
        ChainOverhead warming = new ChainOverhead();
        warming.play(rate, options.number("warm", 10));
        ChainOverhead bench = new ChainOverhead();
        long cpu = cpuNanos();
        bench.play(rate, options.number("seconds", 20));
        cpu = cpuNanos() - cpu;
        double[] millis =
                bench.nanos.stream().mapToDouble(each -> each / 1e6).sorted().toArray();
        System.out.printf(
                "%d steps at %d runs/s: median %.3f ms, p99 %.3f ms, worst %.1f ms; %.3f ms of processor time each%n",
                millis.length, rate, at(millis, 0.5), at(millis, 0.99), at(millis, 1), cpu / 1e6 / millis.length);
    }

    private static long cpuNanos() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private void play(int rate, int seconds) throws InterruptedException {
        try (ChainRunner runner = new ChainRunner(
                        FakeExperts.of(FakeExpert.saying("one", "A circle."), FakeExpert.saying("two", "A star.")),
                        StepMemory.NONE,
                        2);
                MemoryBroker broker = broker(runner)) {
            long begun = System.nanoTime();
            for (int i = 0; i < rate * seconds; i++) {
                long due = begun + TimeUnit.SECONDS.toNanos(1) * i / rate;
                TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
                begin(broker, "i" + i + ".png", due);
            }
            broker.awaitQuiet();
        }
    }

    private void begin(MemoryBroker broker, String key, long due) {
        RunId run = RunId.of(key);
        last.put(run, due);
        bucket.put(key, IMAGE);
        ImageRef image = new ImageRef("memory", "bench", key, Optional.empty());
        broker.publish(
                runs.begin(
                        new RunRecord(run, image, CHAIN),
                        Routes.BY_FAMILY,
                        Passage.until(Instant.now().plusSeconds(600))),
                "intake");
    }

    private MemoryBroker broker(ChainRunner runner) {
        Images images = new Images(image -> bucket, 1_000);
        EventFunction step = new StepFunction(runs, images, runner, Clock.systemUTC());
        EventFunction archive = new Archive(runs, images, true);
        return new MemoryBroker(Triggers.of(
                List.of(timed("one", step), timed("two", step)),
                timed(Routes.ARCHIVE, archive),
                3,
                Duration.ofMillis(100),
                Duration.ofMinutes(5)));
    }

    private NamedFunction timed(String name, EventFunction function) {
        return new NamedFunction(
                name,
                (event, extensions) -> {
                    var next = function.on(event, extensions);
                    long now = System.nanoTime();
                    Long before = last.put(event.run(), now);
                    if (before != null) {
                        nanos.add(now - before);
                    }
                    return next;
                },
                Clock.systemUTC());
    }

    private static double at(double[] sorted, double part) {
        return sorted[
                Math.min(sorted.length - 1, (int) (part * Arrays.stream(sorted).count()))];
    }
}
