package dev.descry.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.config.ClipConfig;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.ClipTowers;
import dev.descry.ort.SessionSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/**
 * Times the towers of CLIP at the size of ViT-L/14 with random weights (speed does not depend on them), with the limits of
 * the machine measured before and after. Arguments: {@code work=} a folder for the checkpoint (0.9 GB) and its packages,
 * {@code precision=fp32}, {@code batches=1,8,32}, {@code tokens=77}, {@code threads=2}, {@code rounds=3} (batches above 8
 * run once). The last line is JSON: encodings a second.
 */
public final class ClipBench {
    private final ClipTowers towers;
    private final Precision precision;
    private final Options options;
    private final int rounds;
    private final Map<String, Double> perSecond = new LinkedHashMap<>();
    private final StringBuilder rows = new StringBuilder();

    private ClipBench(ClipTowers towers, Precision precision, Options options) {
        this.towers = towers;
        this.precision = precision;
        this.options = options;
        rounds = options.number("rounds", 3);
    }

    public static void main(String[] args) throws IOException {
        Options options = Options.of(args);
        int threads = options.number("threads", 2);
        Precision precision = Precision.parse(options.text("precision", "fp32"));
        Path work = options.path("work");
        Path checkpoint = ClipCheckpoint.large(work.resolve("clip-l14-random"));
        ModelPackage files = new BenchPackages(work).of(checkpoint, Precisions.of(precision, false));
        try (ClipTowers towers =
                ClipTowers.open(files, SessionSettings.cpu(threads).spinning(false))) {
            Limits before = Limits.measure(threads);
            ClipBench bench = new ClipBench(towers, precision, options);
            Map<String, Time> times = bench.measure();
            Limits limits = before.orBetter(Limits.measure(threads));
            System.out.println(limits.line());
            times.forEach((name, time) -> bench.row(name, time, limits));
            System.out.println("""
                    | ViT-L/14, %s | encodings a second | share of arithmetic | processor seconds each | share by those |
                    | --- | --- | --- | --- | --- |
                    %s""".formatted(precision.label(), bench.rows));
            System.out.println(new ObjectMapper().writeValueAsString(bench.perSecond));
        }
    }

    /**
     * Of one encoding, medians over the rounds.
     *
     * @param processor seconds of processors, which other work on the machine bends least
     */
    private record Time(double seconds, double processor) {}

    private Map<String, Time> measure() {
        Map<String, Time> times = new LinkedHashMap<>();
        ClipConfig config = towers.config();
        int side = config.vision().image();
        for (String word : options.list("batches", "1,8,32")) {
            int batch = Integer.parseInt(word);
            float[] pixels = new float[batch * 3 * side * side];
            Random random = new Random(batch);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = random.nextFloat() * 2 - 1;
            }
            times.put("image, batch " + batch, time(batch, () -> towers.images(pixels, batch)));
            long[] ids = ids(batch, config);
            times.put("text, batch " + batch, time(batch, () -> towers.texts(ids, batch)));
        }
        return times;
    }

    private long[] ids(int batch, ClipConfig config) {
        int length = options.number("tokens", config.text().positions());
        Random random = new Random(length);
        long[] ids = random.longs((long) batch * length, 0, config.text().vocab() - 2L)
                .toArray();
        for (int row = 1; row <= batch; row++) {
            ids[row * length - 1] = config.text().vocab() - 1L;
        }
        return ids;
    }

    private Time time(int batch, Runnable encode) {
        boolean large = batch > 8;
        if (!large) {
            encode.run(); // the first run allocates
        }
        double[] seconds = new double[large ? 1 : rounds];
        double[] processor = new double[seconds.length];
        for (int round = 0; round < seconds.length; round++) {
            double used = processorSeconds();
            long start = System.nanoTime();
            encode.run();
            seconds[round] = (System.nanoTime() - start) / 1e9 / batch;
            processor[round] = (processorSeconds() - used) / batch;
        }
        return new Time(Medians.of(seconds), Medians.of(processor));
    }

    private static double processorSeconds() {
        return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    private void row(String name, Time time, Limits limits) {
        Work one = name.startsWith("image")
                ? ClipWork.image(towers.config())
                : ClipWork.text(
                        towers.config(),
                        options.number("tokens", towers.config().text().positions()));
        double least = one.leastSeconds(limits, precision);
        perSecond.put(name, 1 / time.seconds());
        rows.append("| %s | %.2f | %.0f %% | %.2f | %.0f %% |%n"
                .formatted(
                        name,
                        1 / time.seconds(),
                        100 * least / time.seconds(),
                        time.processor(),
                        100 * least * limits.threads() / time.processor()));
    }
}
