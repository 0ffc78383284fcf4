package dev.descry.bench;

import dev.descry.model.Precision;
import dev.descry.model.config.Blip2Config;
import dev.descry.model.config.QFormerConfig;
import dev.descry.model.config.VitConfig;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.BlipModel;
import dev.descry.onnx.GenerationLoop;
import dev.descry.onnx.Stop;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import dev.descry.tensor.PixelTensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

/**
 * BLIP-2's vision transformer and querying transformer at full size (ViT-g, 224 pixels) on random weights: seconds an
 * image, and how much of what the arithmetic could do at that moment. Arguments: {@code work=} a folder for 5 GB,
 * {@code threads=2}, {@code precisions=int8,fp32}, {@code images=3}.
 */
public final class Blip2Bench {
    private final Options options;
    private final int threads;

    private Blip2Bench(Options options) {
        this.options = options;
        threads = options.number("threads", 2);
    }

    public static void main(String[] args) throws IOException {
        new Blip2Bench(Options.of(args)).run();
    }

    private void run() throws IOException {
        Path work = options.path("work");
        Path checkpoint = Blip2Weights.write(work.resolve("blip2-vision-random"));
        for (String precision : options.list("precisions", "int8,fp32")) {
            measure(new BenchPackages(work).of(checkpoint, BenchPackages.precisions(precision + "+fp32")), precision);
        }
    }

    private void measure(ModelPackage files, String precision) {
        Blip2Config config = Blip2Config.of(files.config());
        Limits before = Limits.measure(threads);
        double[] seconds = seconds(files, config);
        Limits limits = before.orBetter(Limits.measure(threads));
        Work work = work(config.vision(), config.qformer());
        double least = work.leastSeconds(limits, Precision.parse(precision));
        System.out.println(limits.line());
        System.out.printf(
                "BLIP-2 vision and Q-Former, %s, %d threads: %.1f GFLOP an image, median %.2f s (each: %s), %.0f %% of the"
                        + " arithmetic limit%n",
                precision,
                threads,
                (work.linear() + work.attention()) / 1e9,
                Medians.of(seconds),
                Arrays.toString(seconds),
                100 * least / Medians.of(seconds));
    }

    private double[] seconds(ModelPackage files, Blip2Config config) {
        int side = config.vision().image();
        BlipModel.Seen seen = new BlipModel.Seen(
                side, config.qformer().queries(), config.language().width());
        Settings settings = new Settings(Device.CPU, threads, 1, GenerationLoop.Limits.DEFAULT);
        try (BlipModel model = BlipModel.open(
                files, seen, config.language().sizes(), config.language().end(), settings)) {
            float[] pixels = new float[3 * side * side];
            Random random = new Random(1);
            for (int i = 0; i < pixels.length; i++) {
                pixels[i] = (float) random.nextGaussian();
            }
            PixelTensor image = new PixelTensor(pixels, side, side);
            model.encode("warm", image, new Stop());
            double[] seconds = new double[options.number("images", 3)];
            Arrays.setAll(seconds, i -> {
                long start = System.nanoTime();
                model.encode(i, image, new Stop());
                return Math.round((System.nanoTime() - start) / 1e7) / 100.0;
            });
            return seconds;
        }
    }

    private static Work work(VitConfig vision, QFormerConfig qformer) {
        double n = vision.tokens();
        double w = vision.width();
        double patches = 2 * (n - 1) * 3 * vision.patch() * vision.patch() * w;
        double blocks = vision.layers() * 2 * n * (4 * w * w + 2 * w * vision.intermediate());
        double q = qformer.queries();
        double h = qformer.width();
        double crossing = Math.ceil((double) qformer.layers() / qformer.crossEvery());
        double own = qformer.layers() * 2 * q * (4 * h * h + 2 * h * qformer.intermediate());
        double cross = crossing * (2 * q * 2 * h * h + 2 * n * 2 * w * h);
        double attention =
                vision.layers() * 4 * n * n * w + qformer.layers() * 4 * q * q * h + crossing * 4 * q * n * h;
        return new Work(patches + blocks + own + cross, attention);
    }
}
