package dev.descry.bench;

import dev.descry.chain.Chain;
import dev.descry.chain.ChainRunner;
import dev.descry.chain.Judgement;
import dev.descry.chain.Judging;
import dev.descry.chain.Judging.Effect;
import dev.descry.chain.Judging.When;
import dev.descry.chain.Outcome;
import dev.descry.chain.StepMemory;
import dev.descry.chain.StepOutcome;
import dev.descry.chain.Transcript;
import dev.descry.expert.Expert;
import dev.descry.experts.blip2.Blip2Expert;
import dev.descry.experts.clip.ClipModel;
import dev.descry.experts.clip.ClipScorer;
import dev.descry.experts.qwen2vl.Qwen2VlExpert;
import dev.descry.image.DecodeLimits;
import dev.descry.model.packages.Catalog;
import dev.descry.model.packages.KnownModel;
import dev.descry.model.packages.ModelPackage;
import dev.descry.onnx.VisionLanguageModel.Settings;
import dev.descry.ort.Device;
import dev.descry.ort.SessionSettings;
import dev.descry.verify.Scorer;
import dev.descry.verify.Segmentation;
import dev.descry.verify.Threshold;
import dev.descry.verify.Verdict;
import dev.descry.verify.Verification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** How right a chain's descriptions of scenes are, after every step and after the judge. */
final class ScenesChain {
    private static final int TOGETHER = 4;

    private final Options options;
    private final Scenes scenes;
    private final BenchPackages packages;
    private final Chain chain;
    private final Map<String, Expert> experts = new ConcurrentHashMap<>();

    ScenesChain(Options options) throws IOException {
        this.options = options;
        scenes = Scenes.of(options);
        packages = new BenchPackages(options.path("work"));
        String judge = options.text("judge", "clip:scenes");
        double threshold =
                options.decimal("threshold", Catalog.standard().threshold(judge).orElse(Threshold.STANDARD.value()));
        chain = Chain.of(options.list("chain", ""))
                .withJudging(new Judging(
                        judge, When.LAST, Effect.PRUNE, new Segmentation.Sentences(), new Threshold(threshold)));
    }

    void run() throws InterruptedException, ExecutionException {
        String judge = chain.judging().orElseThrow().model();
        try (ClipModel clip = ClipModel.open(judge, files(judge), SessionSettings.cpu(2), DecodeLimits.DEFAULT)) {
            print(transcripts(new ClipScorer(clip)));
        } finally {
            experts.values().forEach(Expert::close);
        }
    }

    private List<Transcript> transcripts(Scorer scorer) throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newFixedThreadPool(TOGETHER);
                ChainRunner runner = new ChainRunner(this::expert, model -> scorer, StepMemory.NONE, TOGETHER)) {
            List<Future<Transcript>> running = IntStream.range(0, scenes.count())
                    .mapToObj(scene -> threads.submit(() ->
                            runner.collect(chain, scenes.image(scene)).await().indefinitely()))
                    .toList();
            for (Future<Transcript> each : running) {
                each.get();
            }
            return running.stream().map(Future::resultNow).toList();
        }
    }

    private Expert expert(String name) {
        return experts.computeIfAbsent(name, this::open);
    }

    private Expert open(String name) {
        ModelPackage files = files(name);
        Settings settings = Settings.on(Device.CPU).withSlots(TOGETHER);
        return files.family().equals("blip-2")
                ? Blip2Expert.open(name, files, settings, DecodeLimits.DEFAULT)
                : Qwen2VlExpert.open(name, files, settings, DecodeLimits.DEFAULT);
    }

    private ModelPackage files(String name) {
        KnownModel model = Catalog.standard().find(name);
        if (!(model.origin() instanceof KnownModel.Bundled(String folder))) {
            throw new IllegalArgumentException("chain: expected bundled models, found " + name);
        }
        return packages.of(Path.of("main/models", folder), model.cpu());
    }

    private void print(List<Transcript> transcripts) {
        System.out.printf(
                "%d scenes; right: of the sentences written; found: of the true sentences; %%%n%n"
                        + "| after | right | found | objects named | wholly right |%n| --- | --- | --- | --- | --- |%n",
                scenes.count());
        for (int step = 0; step < chain.steps().size(); step++) {
            int index = step;
            row((step + 1) + " " + chain.steps().get(step).expert(), scores(transcripts, one -> textAfter(one, index)));
        }
        Judging judging = chain.judging().orElseThrow();
        row(
                "judged by %s at %.3f"
                        .formatted(judging.model(), judging.threshold().value()),
                scores(transcripts, one -> one.caption().orElseThrow().text()));
        System.out.println();
        for (String each :
                options.list("thresholds", Double.toString(judging.threshold().value()))) {
            atThreshold(transcripts, Double.parseDouble(each));
        }
        each(transcripts, (verdict, right) -> {
            if (right != verdict.kept()) {
                System.out.printf(
                        "%s, %.3f: %s%n",
                        right ? "true but removed" : "false but kept",
                        verdict.similarity().value(),
                        verdict.segment().text());
            }
        });
    }

    private void row(String name, Scores scores) {
        System.out.printf(
                "| %s | %.2f | %.2f | %.2f | %.2f |%n",
                name, scores.right(), scores.found(), scores.objects(), scores.whole());
    }

    /** What another threshold would have made of the last descriptions. */
    private void atThreshold(List<Transcript> transcripts, double threshold) {
        int[] counts = new int[4];
        each(
                transcripts,
                (verdict, right) ->
                        counts[(right ? 0 : 2) + (verdict.similarity().value() >= threshold ? 0 : 1)]++);
        System.out.printf(
                "at %.3f: %d true kept, %d true removed, %d false kept, %d false removed: %.2f %% right%n",
                threshold, counts[0], counts[1], counts[2], counts[3], 100.0 * counts[0] / (counts[0] + counts[2]));
    }

    private void each(List<Transcript> transcripts, BiConsumer<Verdict, Boolean> listener) {
        for (int scene = 0; scene < scenes.count(); scene++) {
            List<String> truth = scenes.sentences(scene);
            transcripts.get(scene).steps().stream()
                    .flatMap(step -> step.judgements().stream())
                    .flatMap(ScenesChain::verdicts)
                    .forEach(verdict -> listener.accept(
                            verdict, truth.contains(verdict.segment().text())));
        }
    }

    private static Stream<Verdict> verdicts(Judgement judgement) {
        if (judgement instanceof Judgement.Judged(Verification verification, boolean _)) {
            return verification.verdicts().stream();
        }
        throw new IllegalStateException("judge: expected similarities, found " + judgement);
    }

    private Scores scores(List<Transcript> transcripts, Function<Transcript, String> text) {
        Scores scores = new Scores();
        for (int scene = 0; scene < scenes.count(); scene++) {
            scores.add(scenes.sentences(scene), text.apply(transcripts.get(scene)));
        }
        return scores;
    }

    /** The description that stands after a step. */
    private static String textAfter(Transcript transcript, int step) {
        return transcript.steps().stream()
                .limit(step + 1)
                .map(StepOutcome::outcome)
                .filter(Outcome.Captioned.class::isInstance)
                .map(outcome -> ((Outcome.Captioned) outcome).caption().text())
                .reduce((earlier, later) -> later)
                .orElseThrow(() -> new IllegalStateException("chain: expected a caption, found " + transcript.steps()));
    }
}
