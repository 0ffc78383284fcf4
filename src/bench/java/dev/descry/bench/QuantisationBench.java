package dev.descry.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.descry.caption.Prompts;
import dev.descry.model.ModelException;
import dev.descry.model.Precision;
import dev.descry.model.Precisions;
import dev.descry.model.checkpoint.Checkpoint;
import dev.descry.model.config.Qwen2VlConfig;
import dev.descry.model.packages.ModelPackage;
import dev.descry.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What coarser weights cost: logits and greedy tokens of packages in whole numbers against the 32-bit package of the
 * same checkpoint, as a Markdown table. Arguments: {@code work=} a folder for packages, {@code checkpoints=} and
 * {@code parity=} the committed reference, {@code scenes=} the bundled model, {@code samples=} images for it,
 * {@code kinds=int8,int4,int4-128}, {@code questions=20} of the scenes.
 *
 * <p>Steps are forced: every precision reads the tokens that the 32-bit package wrote, so that step k is about the same
 * words in both. Errors are parts of the largest absolute logit of the step.
 */
public final class QuantisationBench {
    private static final int STEPS = 32;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Options options;
    private final BenchPackages packages;

    private QuantisationBench(Options options) {
        this.options = options;
        packages = new BenchPackages(options.path("work"));
    }

    public static void main(String[] args) throws IOException {
        new QuantisationBench(Options.of(args)).run();
    }

    private void run() throws IOException {
        System.out.println("| checkpoint | vision | language | largest error | mean error | same next token, of 32 "
                + "| answer alike for, of 32 |");
        System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
        Path checkpoints = Path.of(options.text("checkpoints", "test/resources/dev/descry/reference/checkpoints"));
        try (Stream<Path> folders = Files.list(checkpoints)) {
            for (Path checkpoint :
                    folders.filter(QuantisationBench::plain).sorted().toList()) {
                compare(checkpoint, config -> referenceQuestions(checkpoint, config));
            }
        }
        Path scenes = Path.of(options.text("scenes", "main/models/qwen2-vl-scenes"));
        compare(scenes, config -> sceneQuestions(scenes, config));
    }

    /** Of Qwen2-VL; weights that are packed already have no 32-bit package to hold them against. */
    private static boolean plain(Path checkpoint) {
        try (Checkpoint opened = Checkpoint.open(checkpoint)) {
            return opened.family().equals(Qwen2VlConfig.FAMILY)
                    && opened.quantization().isEmpty();
        }
    }

    /** Reads the questions for a model. */
    @FunctionalInterface
    private interface Questions {
        List<Question> of(Qwen2VlConfig config) throws IOException;
    }

    private void compare(Path checkpoint, Questions questions) throws IOException {
        String name = String.valueOf(checkpoint.getFileName());
        Precisions exact = new Precisions(Precision.FP32, Precision.FP32);
        Comparison comparison;
        try {
            ModelPackage files = packages.of(checkpoint, exact);
            comparison = Comparison.with(files, questions.of(Qwen2VlConfig.of(files.config())), STEPS);
        } catch (ModelException e) {
            System.out.println("| " + name + " | not built in 32 bits: " + e.getMessage() + " | | | | | |");
            return;
        }
        for (String kind : options.list("kinds", "int8,int4,int4-128")) {
            Precision coarse = Precision.parse(kind);
            print(name, new Precisions(coarse, Precision.FP32), checkpoint, comparison);
            print(name, new Precisions(Precision.FP32, coarse), checkpoint, comparison);
        }
    }

    private void print(String name, Precisions precisions, Path checkpoint, Comparison comparison) {
        String what = "| %s | %s | %s | "
                .formatted(
                        name, precisions.vision().label(), precisions.language().label());
        try {
            System.out.println(
                    what + comparison.to(packages.of(checkpoint, precisions)).cells());
        } catch (ModelException e) {
            System.out.println(what + "not built: " + e.getMessage() + " | | | |");
        }
    }

    private List<Question> referenceQuestions(Path checkpoint, Qwen2VlConfig config) throws IOException {
        Path reference = checkpoint.resolve("../..").normalize();
        JsonNode parity = JSON.readTree(reference
                .resolve("parity")
                .resolve(checkpoint.getFileName() + ".json")
                .toFile());
        List<Question> questions = new ArrayList<>();
        for (JsonNode one : parity.get("cases")) {
            if (!one.path("image").isNull()) {
                int[] ids = JSON.treeToValue(one.get("ids"), int[].class);
                Path image =
                        reference.resolve("images").resolve(one.get("image").asText());
                questions.add(Question.of(ids, image, config));
            }
        }
        return questions;
    }

    private List<Question> sceneQuestions(Path scenes, Qwen2VlConfig config) throws IOException {
        Path images = Path.of(options.text("samples", "test/resources/dev/descry/scenes/images"));
        String text = Prompts.bundled().first().render(Map.of()).text();
        try (Tokenizer tokenizer = Tokenizer.open(scenes.resolve("tokenizer.json"));
                Stream<Path> files = Files.list(images)) {
            return files.filter(file -> file.toString().endsWith(".png"))
                    .sorted()
                    .limit(options.number("questions", 20))
                    .map(image -> Question.of(text, image, config, tokenizer))
                    .toList();
        }
    }
}
