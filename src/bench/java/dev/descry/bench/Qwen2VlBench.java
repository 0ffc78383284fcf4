package dev.descry.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.caption.Caption;
import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.experts.qwen2vl.Qwen2VlExpert;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.image.ImageDecoder;
import dev.descry.model.Precisions;
import dev.descry.model.checkpoint.Checkpoint;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.Generation;
import dev.descry.onnx.GenerationLoop;
import dev.descry.onnx.GenerationRequest;
import dev.descry.onnx.ImageFeatures;
import dev.descry.onnx.Stop;
import dev.descry.onnx.VisionLanguageModel;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import dev.descry.tensor.PatchTensor;
import dev.descry.tensor.Qwen2VlPreprocessing;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Times one package: vision encoder, prefill, decode, and whole captions through the expert, with the limits of the
 * machine measured in the same process. Arguments: {@code model=} a package or checkpoint, {@code work=} a folder for
 * packages built from it, {@code precision=int8+int4} for a checkpoint, {@code image=} (without it, 644 x 476 are drawn),
 * {@code tokens=60}, {@code threads=2}, {@code rounds=3}. The last line is JSON.
 */
public final class Qwen2VlBench {
    private final ModelPackage files;
    private final Settings settings;
    private final Options options;
    private final int tokens;
    private final int rounds;

    private Qwen2VlBench(ModelPackage files, Options options) {
        this.files = files;
        this.options = options;
        tokens = options.number("tokens", 60);
        rounds = options.number("rounds", 3);
        settings = new Settings(
                Device.CPU,
                options.number("threads", 2),
                1,
                new GenerationLoop.Limits(4, options.number("part", GenerationLoop.Limits.DEFAULT.part())));
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        Options options = Options.of(args);
        ModelPackage files = files(options);
        Precisions precisions = files.manifest().orElseThrow().precisions();
        Qwen2VlBench bench = new Qwen2VlBench(files, options);
        Whole whole = bench.whole();
        Limits between = Limits.measure(bench.settings.threads());
        Speeds speeds = bench.parts(whole);
        Limits limits = between.orBetter(Limits.measure(bench.settings.threads()));
        System.out.println(limits.line());
        System.out.println(speeds.table(files, precisions, limits));
        System.out.println(new ObjectMapper().writeValueAsString(speeds));
    }

    private static ModelPackage files(Options options) {
        Path model = options.path("model");
        if (!Checkpoint.isCheckpoint(model)) {
            return ModelPackage.open(model);
        }
        BenchPackages packages = new BenchPackages(options.path("work"));
        return packages.of(packages.endless(model), BenchPackages.precisions(options.text("precision", "int8+int4")));
    }

    private record Whole(int promptTokens, double seconds) {}

    private Whole whole() throws IOException {
        Memory.forget();
        try (Qwen2VlExpert expert = Qwen2VlExpert.open("bench", files, settings, DecodeLimits.DEFAULT)) {
            int promptTokens = caption(expert, image(0)).promptTokens();
            List<Double> whole = new ArrayList<>();
            for (int round = 1; round <= rounds; round++) {
                Image image = image(round);
                long start = System.nanoTime();
                caption(expert, image);
                whole.add(seconds(start));
            }
            System.out.println(Memory.now().line());
            return new Whole(promptTokens, median(whole));
        }
    }

    private Caption caption(Qwen2VlExpert expert, Image image) {
        Decoding decoding = Decoding.GREEDY.withMaxNewTokens(tokens);
        Request request = new Request(image, Prompt.custom("Describe this image."), decoding);
        Caption caption = expert.describe(request, TokenListener.NONE, new Cancellation());
        if (caption.tokens().size() != tokens) {
            throw new IllegalStateException("caption: expected %d tokens, found %d; give a checkpoint"
                    .formatted(tokens, caption.tokens().size()));
        }
        return caption;
    }

    /** The same picture in every round, with other bytes behind it: nothing seen before can be used again. */
    private Image image(int round) throws IOException {
        String path = options.text("image", "");
        if (path.isEmpty()) {
            return Drawing.png(644, 476, round);
        }
        byte[] bytes = Files.readAllBytes(Path.of(path));
        byte[] longer = Arrays.copyOf(bytes, bytes.length + round);
        return Image.of(longer);
    }

    private Speeds parts(Whole whole) throws IOException, InterruptedException {
        List<Double> vision = new ArrayList<>();
        List<Double> prefill = new ArrayList<>();
        List<Double> decode = new ArrayList<>();
        int patches = 0;
        long opening = System.nanoTime();
        try (VisionLanguageModel model = VisionLanguageModel.open(files, settings)) {
            double load = seconds(opening);
            for (int round = 0; round <= rounds; round++) {
                try (Arena arena = Arena.ofShared()) {
                    PatchTensor seen = Qwen2VlPreprocessing.DEFAULT.apply(
                            new ImageDecoder(DecodeLimits.DEFAULT).decode(image(round)), arena);
                    patches = seen.patches();
                    long start = System.nanoTime();
                    ImageFeatures features = model.encode(round, seen, new Stop());
                    double encoded = seconds(start);
                    List<Double> steps = answer(model, features, whole.promptTokens());
                    if (round > 0) { // the first one warms up
                        vision.add(encoded);
                        prefill.add(steps.removeFirst());
                        decode.addAll(steps);
                    }
                }
            }
            return new Speeds(
                    patches,
                    whole.promptTokens(),
                    tokens,
                    load,
                    median(vision),
                    median(prefill),
                    median(decode),
                    whole.seconds());
        }
    }

    /** Seconds of the first token, then of each later one. */
    private List<Double> answer(VisionLanguageModel model, ImageFeatures features, int promptTokens)
            throws InterruptedException {
        GenerationRequest request = new BenchPrompt(model.config()).with(features, promptTokens, tokens);
        List<Double> steps = new ArrayList<>();
        long start = System.nanoTime();
        try (Generation generation = model.generate(request)) {
            while (generation.next() != Generation.END) {
                steps.add(seconds(start));
                start = System.nanoTime();
            }
        }
        return steps;
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static double median(List<Double> values) {
        return Medians.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
