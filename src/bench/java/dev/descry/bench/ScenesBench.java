package dev.descry.bench;

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
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import java.io.IOException;
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
 * How well bundled models describe scenes they never saw. Arguments: {@code work=} a folder for packages, {@code scenes=}
 * the scenes, {@code count=400}.
 *
 * <p>One model in several precisions: a first step, a second step on its answer, and a second step on a true description
 * with one false sentence planted in it. {@code model=} the checkpoint, {@code precisions=fp32,int8,int4+fp32} (vision and
 * language apart where they differ).
 *
 * <p>A judged chain: {@code chain=blip2:scenes,qwen2-vl:scenes}, {@code judge=clip:scenes}, {@code threshold=} its own, and
 * {@code thresholds=} others to look at, which is how one is chosen: on other scenes.
 */
public final class ScenesBench {
    private static final Decoding DECODING = Decoding.GREEDY.withMaxNewTokens(96);
    private static final int TOGETHER = 4;

    private final Options options;
    private final Scenes scenes;

    private ScenesBench(Options options) throws IOException {
        this.options = options;
        scenes = Scenes.of(options);
    }

    public static void main(String[] args) throws IOException, InterruptedException, ExecutionException {
        Options options = Options.of(args);
        if (options.values().containsKey("chain")) {
            new ScenesChain(options).run();
        } else {
            new ScenesBench(options).run();
        }
    }

    private void run() throws IOException, InterruptedException, ExecutionException {
        Path checkpoint = Path.of(options.text("model", "main/models/qwen2-vl-scenes"));
        BenchPackages packages = new BenchPackages(options.path("work"));
        System.out.printf(
                "%d scenes; right: of the sentences written; found: of the true sentences; %%%n%n", scenes.count());
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
        List<String> cured =
                all(expert, i -> later(later, scenes.truths().get(i).planted()));
        double seconds = (System.nanoTime() - start) / 1e9 / (3 * scenes.count());
        long removed = 0;
        for (int i = 0; i < scenes.count(); i++) {
            removed += Scores.sentences(cured.get(i))
                            .contains(scenes.truths().get(i).falseSentence())
                    ? 0
                    : 1;
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
                        100.0 * removed / scenes.count(),
                        seconds);
    }

    private static Prompt later(PromptTemplate template, String description) {
        return template.render(Map.of(PromptTemplate.DESCRIPTION, description.isBlank() ? "-" : description));
    }

    private Scores scores(List<String> answers) {
        Scores scores = new Scores();
        for (int i = 0; i < answers.size(); i++) {
            scores.add(scenes.sentences(i), answers.get(i));
        }
        return scores;
    }

    /** The answers to a prompt about each scene. */
    private List<String> all(Expert expert, Function<Integer, Prompt> prompt)
            throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(TOGETHER)) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < scenes.count(); i++) {
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
        Request request = new Request(scenes.image(scene), prompt, DECODING);
        return expert.describe(request, TokenListener.NONE, new Cancellation()).text();
    }
}
