package dev.descry.bench;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.caption.Decoding;
import dev.descry.caption.Prompt;
import dev.descry.caption.PromptTemplate;
import dev.descry.caption.Prompts;
import dev.descry.expert.Cancellation;
import dev.descry.expert.Expert;
import dev.descry.expert.Request;
import dev.descry.expert.TokenListener;
import dev.descry.experts.qwen2vl.Qwen2VlExpert;
import dev.descry.image.DecodeLimits;
import dev.descry.image.Image;
import dev.descry.model.ModelPackage;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * How well the bundled model describes scenes it never saw, through the expert, in several precisions: a first step, a
 * second step on its answer, and a second step on a true description with one false sentence planted in it. Arguments:
 * {@code work=} a folder for packages, {@code model=} the checkpoint, {@code scenes=} the scenes, {@code count=400},
 * {@code precisions=fp32,int8,int4+fp32} (vision and language apart where they differ), {@code threads=2}.
 */
public final class ScenesBench {
    private static final Decoding DECODING = Decoding.GREEDY.withMaxNewTokens(96);
    private static final int TOGETHER = 4;
    private static final ObjectMapper JSON =
            new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    private final Options options;
    private final Path scenes;
    private final List<Truth> truths;

    /** A line of {@code truth.jsonl}. */
    record Truth(String image, List<String> sentences, String planted, String falseSentence) {}

    private ScenesBench(Options options) throws IOException {
        this.options = options;
        scenes = Path.of(options.text("scenes", "test/resources/dev/descry/scenes"));
        truths = new ArrayList<>();
        for (String line : Files.readAllLines(scenes.resolve("truth.jsonl"))) {
            if (truths.size() < options.number("count", 400)) {
                truths.add(JSON.readValue(line, Truth.class));
            }
        }
    }

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        new ScenesBench(Options.of(args)).run();
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        Path checkpoint = Path.of(options.text("model", "main/models/qwen2-vl-scenes"));
        BenchPackages packages = new BenchPackages(options.path("work"));
        System.out.printf(
                "%d scenes; right: of the sentences written; found: of the true sentences; %%%n%n", truths.size());
        System.out.println("| precision | first step: right | found | wholly right | second step: right | found "
                + "| planted: right | false sentence removed | seconds a caption |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        for (String words : options.list("precisions", "fp32,int8,fp32+int8,fp32+int4,fp32+int4-128")) {
            ModelPackage files = packages.of(checkpoint, BenchPackages.precisions(words));
            Settings settings = Settings.on(Device.CPU).withSlots(TOGETHER);
            try (Expert expert = Qwen2VlExpert.open("scenes", files, settings, DecodeLimits.DEFAULT)) {
                System.out.println("| " + words + row(expert));
            }
        }
    }

    private String row(Expert expert) throws InterruptedException, ExecutionException {
        PromptTemplate later = Prompts.bundled().later();
        long start = System.nanoTime();
        List<String> first = all(expert, i -> Prompts.bundled().first().render(Map.of()));
        List<String> second = all(expert, i -> later(later, first.get(i)));
        List<String> cured = all(expert, i -> later(later, truths.get(i).planted()));
        double seconds = (System.nanoTime() - start) / 1e9 / (3 * truths.size());
        long removed = 0;
        for (int i = 0; i < truths.size(); i++) {
            removed += Scores.sentences(cured.get(i)).contains(truths.get(i).falseSentence()) ? 0 : 1;
        }
        Scores of1 = scores(first);
        Scores of2 = scores(second);
        return " | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.2f | %.3f |"
                .formatted(
                        of1.right(),
                        of1.found(),
                        of1.whole(),
                        of2.right(),
                        of2.found(),
                        scores(cured).right(),
                        100.0 * removed / truths.size(),
                        seconds);
    }

    private static Prompt later(PromptTemplate template, String description) {
        return template.render(Map.of(PromptTemplate.DESCRIPTION, description.isBlank() ? "-" : description));
    }

    private Scores scores(List<String> answers) {
        Scores scores = new Scores();
        for (int i = 0; i < answers.size(); i++) {
            scores.add(truths.get(i).sentences(), answers.get(i));
        }
        return scores;
    }

    /** The answers to a prompt about each scene. */
    private List<String> all(Expert expert, Function<Integer, Prompt> prompt)
            throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(TOGETHER)) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < truths.size(); i++) {
                int scene = i;
                answers.add(threads.submit(() -> describe(expert, scene, prompt.apply(scene))));
            }
            List<String> texts = new ArrayList<>();
            for (Future<String> answer : answers) {
                texts.add(answer.get());
            }
            return texts;
        }
    }

    private String describe(Expert expert, int scene, Prompt prompt) {
        try {
            Path file = scenes.resolve("images").resolve(truths.get(scene).image());
            Request request = new Request(Image.of(Files.readAllBytes(file)), prompt, DECODING);
            return expert.describe(request, TokenListener.NONE, new Cancellation())
                    .text();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
